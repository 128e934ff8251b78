/* SPDX-License-Identifier: 0BSD */
/* Circles of modules that need each other: nobody can load them. */
#ifndef DEPMOD_CYCLES_H
#define DEPMOD_CYCLES_H

#include "depmod/tree.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Finds the modules that are in a circle or need one, by their deps, and sets stuck[place] for them (tree->count
 * entries, all false before); `scratch` is for its own notes. Each circle is an error in kmod's words; every member is
 * in one of them, as long as there are not very many. Returns the number of modules that are stuck.
 */
size_t cycles_find(const struct tree *tree, bool *stuck, struct arena *scratch);

#endif
