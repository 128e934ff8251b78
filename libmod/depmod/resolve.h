/* SPDX-License-Identifier: 0BSD */
/* Who needs whom: from the numbers of symbols to modules, and to the order in which they are loaded. */
#ifndef DEPMOD_RESOLVE_H
#define DEPMOD_RESOLVE_H

#include "base/out.h"
#include "depmod/tree.h"

/*
 * Fills tree->owners (of two modules that export a symbol the later one has it, as in kmod), each module's deps and
 * rank, and tree->by_rank. `verbose`, if not NULL, gets a line for each dependency: PATH needs "SYMBOL": OTHERPATH.
 *
 * Modules that need each other in a circle cannot be loaded, nor can those that need them: they are errors, and are
 * taken out of tree->modules. Returns how many were taken out.
 */
size_t resolve_tree(struct tree *tree, struct out *verbose);

/* All that a module needs, directly or not. Made by closure_open; uses memory of its arena. */
struct closure {
	const struct tree *tree;
	uint64_t *set;		/* a bit for each rank; all 0 between two calls */
	uint32_t *places;	/* the result: places in tree->modules */
	size_t count;
};

void closure_open(struct closure *closure, const struct tree *tree, struct arena *arena);

/*
 * Fills closure->places in the order of rank: everybody before those that he needs. modules.dep lists them so, and
 * loading goes from the last to the first.
 */
void closure_find(struct closure *closure, const struct module *module);

#endif
