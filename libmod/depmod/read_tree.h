/* SPDX-License-Identifier: 0BSD */
/* Reading all modules of a tree. */
#ifndef DEPMOD_READ_TREE_H
#define DEPMOD_READ_TREE_H

#include "depmod/read.h"
#include "depmod/tree.h"

#include <stddef.h>

struct reading {
	struct read_options options;
	unsigned long workers;	/* processes that read, at the most; 0 or 1: this one */

	/* Called between two modules, by one of those that read, and in its end with done == all; may be NULL. */
	void (*progress)(void *context, size_t done, size_t all);
	void *context;
};

/*
 * Reads every module of tree->modules but those whose file is known and has not changed. Which worker reads what
 * is accident, the result is not: problems stay in the modules, nothing is printed, and symbols get their numbers
 * in tree->symbols in the end. A file that kills a worker has a problem; whatever else ends one, this process reads
 * what it has left.
 */
void read_tree(struct tree *tree, const struct reading *reading);

#endif
