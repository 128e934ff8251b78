/* SPDX-License-Identifier: 0BSD */
/*
 * modprobe's mind. What somebody asks for becomes a plan, a list of steps; then the plan is run, or only printed:
 *
 *	lookup.c	"fs-ext4" means the module ext4
 *
 *	insert.c	  0  LOAD crc32c_generic  SOFT    softdep jbd2 pre: crypto-crc32c
 *			  1  LOAD jbd2            NEEDED  modules.dep: ext4 needs it
 *			  2  LOAD mbcache         NEEDED
 *			  3  LOAD ext4            ASKED   params.c: options a=1
 *
 *	remove.c	  0  UNLOAD ext4          ASKED
 *			  1  UNLOAD mbcache       UNUSED  if nothing else uses it then
 *			  2  UNLOAD jbd2          UNUSED
 *			  3  UNLOAD crc32c_generic SOFT
 *
 *	run.c		for each step: is it still to be done? print it (-v, -n, -D); do it (not with -n, -D)
 *	graph.c		the same for the plans of many names, with several processes
 *
 * Making a plan loads, removes and starts nothing. It reads the configuration and the indexes, and for a removal which
 * modules use which. Whether a module is there already is asked right before its step, for that may change at any time.
 *
 * A step says why it is there: so a plan can be explained. A module has one step in a plan, at the first place where it
 * is wanted.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/out.h"
#include "config/config.h"
#include "index/moddb.h"
#include "kernel/kernel.h"
#include "plan/lookup.h"

#include <stdbool.h>
#include <stddef.h>

enum step_kind {
	STEP_LOAD,	/* give the file to the kernel */
	STEP_INSTALL,	/* run the install command in place of that */
	STEP_BUILTIN,	/* it is part of the kernel: nothing to do */
	STEP_MISSING,	/* an alias leads to it, but there is no such module */
	STEP_FORBIDDEN,	/* a forbid line stands against it */
	STEP_UNLOAD,	/* take it out of the kernel */
	STEP_REMOVE,	/* run the remove command in place of that */
};

enum step_reason {
	REASON_ASKED,	/* somebody asked for it: its failure is the failure of the plan */
	REASON_NEEDED,	/* a module that was asked for needs it: the same */
	REASON_HOLDER,	/* it uses a module that shall go: the same */
	REASON_SOFT,	/* a softdep line wants it, or such a module needs it: its failure does not matter */
	REASON_UNUSED,	/* it was needed by a module that has gone: only if nothing uses it, and that does not matter */
};

struct step {
	enum step_kind kind;
	enum step_reason reason;
	const char *name;		/* of the module, normal form */
	const char *alias;		/* what it was found by, as in struct target */
	const char *path;		/* LOAD: the file, as it is printed */
	const char *params;		/* LOAD, INSTALL: plan/params.h */
	const char *command;		/* INSTALL, REMOVE: for the shell */
	const struct entry *forbid;	/* FORBIDDEN: the line */
	bool is_builtin;		/* INSTALL: the module is part of the kernel, so the command is for others */
	bool is_done;			/* LOAD, INSTALL: by plan_run, or before; a command is not to run twice */

	const char *wanted_by;		/* the module that it is there for; NULL for REASON_ASKED */
	const char *after;		/* it is there as a softdep behind this module, or as such a one needs it */
	bool falls;			/* in a graph: it is not tried if that one fails */
	size_t holders;			/* UNLOAD: so many steps before it remove modules that use it */
};

/* Zeroed but for the arena is empty. */
struct plan {
	struct arena *arena;
	struct step *steps;
	size_t count, capacity;
	struct map places;		/* module -> place in steps, from 1 */
	const struct step *failed;	/* the step that ended plan_run */
};

/* What making plans needs to know. All borrowed. */
struct planner {
	struct arena *arena;		/* for plans: may be reset when a plan is over */
	struct config *config;
	struct moddb *db;
	struct lookup *lookup;
	struct kernel *kernel;		/* for removals: who uses a module */

	bool bare;			/* -i: the module that is asked for without its command and its softdeps */
	bool allow_forbidden;
	bool remove_holders;
};

/*
 * Plans the loading of `target`: what it needs, the deepest first, each with its own softdeps around it, then the
 * target with its softdeps. `params` are for the target only. A softdep line that leads back to a module
 * on the way to it is not followed again.
 */
void plan_insert(struct plan *plan, const struct planner *planner, const struct target *target, const char *params);

/*
 * Plans the removal of `target`: the softdeps that come after it, with remove_holders the modules that use it (those
 * that use them first), the target, what it needed, the nearest first, and the softdeps that came before it.
 */
void plan_remove(struct plan *plan, const struct planner *planner, const struct target *target);

/* The step of a module, or NULL. Valid until the next step is added. */
struct step *plan_find(const struct plan *plan, const char *name);

/* The step of a module. If it has none, one of which no more is known yet is appended. Valid as above. */
struct step *plan_add(struct plan *plan, const char *name, enum step_reason reason, const char *wanted_by);

/* How to run plans: the same struct for all plans of a command. */
struct run {
	struct arena *arena;
	struct kernel *kernel;		/* NULL: do not ask what is loaded already (-D) */
	struct moddb *db;		/* knows what is built in */
	struct out *out;		/* where steps are printed; NULL: they are not */
	bool pretend;			/* print only (-n, -D) */
	bool first_time;		/* it is an error if the asked module is there already */
	bool force_remove;
	unsigned load_flags;		/* LOAD_... */
	unsigned long wait;		/* milliseconds to try a removal again while the module is in use */
	const char *child_options;	/* MODPROBE_OPTIONS of commands; NULL: as it is */
	struct map live;		/* modules that were seen live, or came to be: { .arena = ... } at the start */
	const char *absent;		/* a name that was asked for, and not live; nothing was done since */
};

/*
 * Runs a plan from its first step to its last. Returns 0, or -errno with err set and plan->failed naming the step, as
 * soon as a step fails whose reason matters; nothing is undone. A forbidden module among those that matter is
 * found before anything is done.
 */
int plan_run(struct plan *plan, struct run *run, struct err *err);

/* Whether the module of a target is loaded or built in, and so nothing has to be done for it. */
bool target_is_live(const struct planner *planner, struct run *run, const struct target *target);

#endif
