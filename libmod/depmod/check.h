/* SPDX-License-Identifier: 0BSD */
/* Symbols that nobody exports, or that are exported with another version: depmod -e and -E. */
#ifndef DEPMOD_CHECK_H
#define DEPMOD_CHECK_H

#include "depmod/tree.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Warns of both, in kmod's words: a line for each symbol with `every`, else one for each module. Versions are
 * compared if `versions`. The modules were read with them. Returns how many modules have something to complain about.
 */
size_t check_symbols(const struct tree *tree, bool versions, bool every);

#endif
