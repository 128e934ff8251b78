/* SPDX-License-Identifier: 0BSD */
/*
 * Loading by several processes (modprobe -j). The plans of all names become one graph, in which each module is one
 * step, however many names lead to it. A step waits for those before it that
 *
 *	modules.dep	says it needs		if one fails, this fails with it, untried
 *	softdep pre:	names			however they end
 *	softdep post:	names it behind		the same; but if such a one fails, and that matters, this is not tried,
 *						unless somebody asked for it
 *
 *	a: b c, b: d, c: d	d	 then b and c at once	 then a
 *
 * It is all names first and then one graph, not name after name: what one name needs is mostly a chain, where nothing
 * can be done at the same time.
 *
 * Each step is done by a process of its own, which waits there for other programs that are at the same module (run.c),
 * and leaves its error in shared memory. This process decides, prints steps before they begin, and comes back when all
 * have ended.
 */
#ifndef PLAN_GRAPH_H
#define PLAN_GRAPH_H

#include "plan/plan.h"

struct node;	/* graph.c: how a step is going */

/* { .plan.arena, .planner, .run, .jobs } is empty; all that is borrowed. */
struct graph {
	struct plan plan;		/* all steps, each behind those that it waits for */
	const struct planner *planner;
	struct run *run;
	unsigned long jobs;		/* processes at the same time */
	unsigned long busy;		/* how many there are now */
	struct node *nodes;		/* one for each step, after graph_run */
	struct arena scratch;
	bool tried_again;
};

/*
 * Adds the steps of a plan for loading, copied, so that its arena may be reset. Returns 0; or -errno with err and
 * plan->failed set, and nothing was added, as something is forbidden that matters.
 */
int graph_add(struct graph *graph, struct plan *plan, struct err *err);

/* Does all steps, once. What no process can be made for, this one does itself. */
void graph_run(struct graph *graph);

/*
 * Why a module of the graph was not loaded: the step that failed, it or one that it needs, and in *err its error.
 * NULL: it was.
 */
const struct step *graph_failure(const struct graph *graph, const char *name, const struct err **err);

#endif
