/* SPDX-License-Identifier: 0BSD */
/* Reading one module file: what depmod wants to know of it, and nothing else. */
#ifndef DEPMOD_READ_H
#define DEPMOD_READ_H

#include "depmod/tree.h"
#include "file/image.h"

#include <stdbool.h>

struct read_options {
	const char *prefix;	/* -P: a first byte of symbol names to leave out; NULL: none */
	bool versions;	/* CRCs too, and what stands only in the table of versions: for -e, -E */
	bool stamps;	/* module.stamp too */
};

/* What one thread reads with. Zeroed but for the first three. */
struct reader {
	const struct read_options *options;
	struct arena *arena;	/* for what stays */
	struct symbol_names *symbols;

	struct arena pieces;	/* parts of the file that is being read */
	struct image image;
	struct number_list list;	/* that is being made, in pieces: at most as long as its memory */
	uint32_t mark;		/* in name.mark: seen in the pass of this number */
};

/*
 * Fills module->facts (in reader->arena, symbols numbered in reader->symbols), or module->problem if the file is
 * no module that this program can read. Prints nothing.
 */
void read_module(struct reader *reader, struct module *module);

/* Gives back what the next file would have used again; what was read stays. */
void reader_close(struct reader *reader);

#endif
