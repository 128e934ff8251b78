/* SPDX-License-Identifier: 0BSD */
/* modprobe --explain: what would be done for a name, why, and whether it would work. */
#ifndef MODPROBE_EXPLAIN_H
#define MODPROBE_EXPLAIN_H

#include "plan/plan.h"
#include "session.h"

struct explanation {
	struct arena *arena;
	struct out *out;
	const struct planner *planner;
	struct kernel *kernel;	/* the running one if it is meant; NULL: another release or root */
	bool use_blacklist;	/* -b */
	unsigned load_flags;
	struct config masked;	/* the lines of files that are not read */
};

/* Reads the files that are masked, in silence. */
void explanation_open(struct explanation *explanation);

/*
 * Explains one name on standard output; `targets` is what it stands for. Returns 0 if all that it stands for would
 * load, else 1. Loads nothing.
 */
int explanation_print(const struct explanation *explanation, const char *name, const struct target_list *targets,
		      const char *params);

#endif
