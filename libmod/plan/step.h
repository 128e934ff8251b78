/* SPDX-License-Identifier: 0BSD */
/* One step of a plan: what run.c, which does one after the other, shares with graph.c, which does several at once. */
#ifndef PLAN_STEP_H
#define PLAN_STEP_H

#include "plan/plan.h"

/* Whether the failure of a step is that of the plan. */
static inline bool matters(const struct step *step)
{
	return step->reason < REASON_SOFT;
}

/*
 * What comes before a step is done: is it still to be done, is it known to fail; then it is printed.
 * Returns 1: step_act is next, but not if the run only pretends; 0: there is nothing to do; or -errno with err set.
 */
int step_begin(struct run *run, const struct step *step, struct err *err);

/* Does it. Returns 0 or -errno with err set. Of `step` only is_done may change. */
int step_act(struct run *run, struct step *step, struct err *err);

/*
 * Finds out that something is forbidden before the rest is done in vain. Returns 0, or -EPERM with err and plan->failed
 * set.
 */
int plan_check(struct plan *plan, struct run *run, struct err *err);

/*
 * Whether a step may have failed because another process is at work: a symbol is unknown, and a module that was done
 * has gone. What was live is forgotten then.
 */
bool plan_lost(const struct plan *plan, struct run *run, const struct err *err);

#endif
