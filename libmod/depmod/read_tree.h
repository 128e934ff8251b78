/* SPDX-License-Identifier: 0BSD */
/* Reading all modules of a tree. */
#ifndef DEPMOD_READ_TREE_H
#define DEPMOD_READ_TREE_H

#include "depmod/read.h"
#include "depmod/tree.h"

#include <stddef.h>

struct reading {
	struct read_options options;
	unsigned threads;	/* at the most, from 1 */

	/* Called by the calling thread between two modules and, with done == all, at the end; may be NULL. */
	void (*progress)(void *context, size_t done, size_t all);
	void *context;
};

/*
 * Reads every module of tree->modules but those whose file is known and has not changed. Which thread reads what
 * is accident, the result is not: problems stay in the modules, nothing is printed, and symbols get their numbers
 * in tree->symbols in the end.
 */
void read_tree(struct tree *tree, const struct reading *reading);

#endif
