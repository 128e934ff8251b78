/* SPDX-License-Identifier: 0BSD */
/*
 * What modprobe does on Linux 2.4, and prints: a walk from a name to all that is around it by modules.conf and
 * modules.dep. There is no plan before it: which member of a probe can be loaded is known when it is tried.
 *
 *	eth0		alias eth0 ne
 *	  ne		options ne io=0x300
 *	    below	    below ne isa-pnp
 *	    needs	    modules.dep: ne needs 8390
 *	    above	    above ne ne-diag
 *
 *	pre-install, below, needs, insmod (or install, or the members), post-install, above; removing goes the other way
 */
#ifndef COMPAT24_RUN24_H
#define COMPAT24_RUN24_H

#include "base/out.h"
#include "base/words.h"
#include "compat24/conf24.h"
#include "compat24/tree24.h"
#include "kernel/kernel.h"

/* One run of modprobe. Set all but the last three. */
struct run24 {
	struct arena *arena;
	const struct conf24 *conf;
	const struct tree24 *tree;
	struct kernel *kernel;
	struct out *out;		/* steps are printed; NULL: not */
	const char *flags;		/* for insmod: "-q -s" */
	bool pretend;			/* steps are not done */
	bool remove;

	/* Runs insmod with these words; returns its exit code. */
	int (*insmod)(void *context, const struct words *words);
	void *context;

	struct loaded_list loaded;	/* the kernel's, and behind them what this run has loaded */
	bool is_listed;
	unsigned steps;			/* for one name */
};

/*
 * Loads what a name stands for, with the user's parameters, or removes it, and what it needed and nobody else does. A
 * failure undoes what was loaded for it. A name that leads back to itself is the module of that name; what leads on
 * for ever fails. Returns 0 or -1; what is wrong was told.
 */
int run24_name(struct run24 *run, const char *name, const struct words *params);

/* modprobe -r without a name: what nobody has used of late goes, with the commands around it. */
int run24_reap(struct run24 *run);

#endif
