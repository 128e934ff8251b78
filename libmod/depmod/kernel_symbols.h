/* SPDX-License-Identifier: 0BSD */
/* What the kernel itself exports, for depmod -E and -F. */
#ifndef DEPMOD_KERNEL_SYMBOLS_H
#define DEPMOD_KERNEL_SYMBOLS_H

#include "base/err.h"
#include "depmod/tree.h"

/*
 * Adds the symbols of a list to tree->kernel_symbols. Of a System.map (`is_map`): the lines whose name starts with
 * __ksymtab_, after the first byte of `prefix` if that is not NULL; their CRCs are not known. Of a Module.symvers: the
 * lines "0xCRC SYMBOL vmlinux ..." (scripts/mod/modpost.c). Returns 0 or -errno.
 */
int kernel_symbols_read(struct tree *tree, const char *path, bool is_map, const char *prefix, struct err *err);

#endif
