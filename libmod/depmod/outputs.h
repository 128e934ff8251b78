/* SPDX-License-Identifier: 0BSD */
/* The files that depmod writes: one row each. */
#ifndef DEPMOD_OUTPUTS_H
#define DEPMOD_OUTPUTS_H

#include "base/buf.h"
#include "base/err.h"
#include "depmod/tree.h"

#include <stdbool.h>

struct output_options {
	bool warn;	/* -w: about keys that stand in an index twice with the same value */
	bool verbose;	/* about optional files of the kernel's build that are missing */
};

/* An output that is being made. */
struct making {
	const struct tree *tree;	/* resolved */
	const struct output_options *options;
	struct buf *out;	/* its contents, empty at the start */
	struct err *err;
};

/* What an output is made of, beside the list of modules; that is a part of the first three. */
enum input {
	INPUT_NEEDS = 1,
	INPUT_EXPORTS = 2,
	INPUT_INFOS = 4,
	INPUT_MODULES = 7,
	INPUT_BUILTIN = 8,	/* only modules.builtin and modules.builtin.modinfo */
	INPUT_ALL = 15,
};

struct output {
	const char *name;	/* "modules.dep" */
	unsigned inputs;	/* enum input */
	bool is_text;		/* depmod -n prints it */
	bool warns;		/* its making may print warnings */

	/*
	 * Makes the whole contents. The tree is not changed, so several outputs may be made at the same time. Odd
	 * things in a module are warnings. Returns 0, or -errno: it cannot be made at all.
	 */
	int (*write)(const struct making *making);
};

/*
 * In the order of writing, ended by a row without a name. The last row is what a reader asks first (modules.dep.bin):
 * as long as it is the old one, nobody looks for what only the new ones have.
 */
extern const struct output depmod_outputs[];

/* The rows of such a table. */
size_t outputs_count(const struct output *outputs);

#endif
