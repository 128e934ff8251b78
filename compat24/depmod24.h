/* SPDX-License-Identifier: 0BSD */
/* depmod of Linux 2.4: who needs whom, by the symbols of .o files; modules.dep and the maps of device ids. */
#ifndef COMPAT24_DEPMOD24_H
#define COMPAT24_DEPMOD24_H

#include "base/out.h"
#include "compat24/conf24.h"
#include "compat24/maps24.h"
#include "compat24/tree24.h"

/* A symbol that a module needs. */
struct need24 {
	struct need24 *next;
	struct file24 *file;
	struct str name;	/* plain */
	bool weak;
};

/* Set the first part; the rest is zeroed. */
struct depmod24 {
	struct arena *arena;
	const struct conf24 *conf;
	const char *base;		/* -b: stands before all paths but that of the configuration; "" for none */
	char *const *files;		/* look at these, not at the paths of the configuration */
	size_t file_count;
	const char *symbols;		/* the kernel's: a System.map, or a copy of /proc/ksyms; NULL: not known */
	bool quick;			/* -A: do nothing if no module is younger than modules.dep */
	bool errsyms;			/* -e: list symbols that nobody has */
	bool strict;			/* -u: they are an error */
	struct out *show;		/* -n: print the files here instead of writing them */
	struct out *verbose;		/* -v: who needs whom goes here; NULL: nowhere */

	struct tree24 tree;
	struct map exports;		/* plain name -> struct file24, or kernel */
	struct file24 kernel;
	struct need24 *needs, **end;	/* the first, in the order of the files; where the next one goes */
	struct output24 outputs[MAPS24_COUNT + 1];	/* for each row of maps24; the last one is modules.dep */
};

/*
 * Does it. A module that cannot be read is a warning. Each file is replaced in one step, modules.dep as the
 * last one. Returns 0, 1 if `strict` found a symbol missing, or -errno with err set.
 */
int depmod24_run(struct depmod24 *depmod, struct err *err);

#endif
