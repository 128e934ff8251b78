/* SPDX-License-Identifier: 0BSD */
/* Loading by several processes: which step is ready, who does it, and how it ended. */
#include "plan/graph.h"

#include "base/log.h"
#include "base/signals.h"
#include "module/name.h"
#include "plan/step.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* In this order: before NODE_DONE it has not ended. */
enum node_state { NODE_WAITING, NODE_RUNNING, NODE_DONE, NODE_FAILED };

enum { SHARED_OVERHEAD = 128 };	/* of an arena */

/*
 * In memory that is shared with the process that does the step. What it waits for is not kept, but looked up again when
 * the one that it was last found to wait for has ended: of softdep lines that are patterns it could be a lot.
 */
struct node {
	enum node_state state;
	pid_t process;		/* RUNNING */
	struct step *step;	/* NULL: behind the last node */
	struct node *other;	/* WAITING: the last that it had to wait for, or NULL; FAILED: the one that did */
	bool tried_again;
	struct err err;		/* code 0: none */
};

int graph_add(struct graph *graph, struct plan *plan, struct err *err)
{
	struct arena *arena = graph->plan.arena;
	int rc = plan_check(plan, graph->run, err);

	for (const struct step *each = plan->steps; !rc && each < plan->steps + plan->count; each++) {
		struct step *step = plan_find(&graph->plan, each->name);
		bool falls = each->after && !matters(each) && matters(plan_find(plan, each->after));

		if (!step) {
			const char *name = arena_string(arena, each->name);

			step = plan_add(&graph->plan, name, each->reason, NULL);
			*step = *each;
			step->name = name;
			step->params = arena_string(arena, each->params);
			step->wanted_by = NULL;
			step->falls = falls;
			if (step->after)
				step->after = plan_find(&graph->plan, step->after)->name;
		}
		step->falls &= falls;
		if (each->reason < step->reason)
			step->reason = each->reason;
	}
	return rc;
}

/* NULL if the module is not in the graph. */
static struct node *node_find(const struct graph *graph, const char *name)
{
	const struct step *step = plan_find(&graph->plan, name);

	return step ? &graph->nodes[step - graph->plan.steps] : NULL;
}

/* ---- what a step waits for ---- */

/* Whether `other` keeps a node from being done now; or for good, if it has failed and is `needed`. */
static bool is_held(struct node *node, struct node *other, bool needed)
{
	if (!other || other >= node || other->state == NODE_DONE)
		return false;
	if (other->state < NODE_DONE) {
		node->other = other;
		return true;
	}
	if (needed) {
		node->state = NODE_FAILED;
		node->other = other->other;
	}
	return needed;
}

/* What its softdep line wants before it. Circles end at what comes first. */
static bool softdeps_hold(struct graph *graph, struct node *node)
{
	const struct step *step = node->step;
	const struct softdep *softdep = step->forbid ? NULL : softdep_matching(graph->planner->config, step->name);

	for (size_t i = 0; softdep && i < softdep->pre.count; i++) {
		const struct target_list *found = lookup_find(graph->planner->lookup, softdep->pre.at[i]);

		for (size_t j = 0; j < found->count; j++)
			if (is_held(node, node_find(graph, found->at[j].name), false))
				return true;
	}
	return false;
}

static bool needs_hold(struct graph *graph, struct node *node)
{
	const struct module_record *record;
	bool held = false;

	if (moddb_module(graph->planner->db, node->step->name, &record, NULL) <= 0)
		return false;
	for (size_t i = 0; !held && i < record->dep_count; i++)
		held = is_held(node, node_find(graph, name_of_path(&graph->scratch, record->deps[i])), true);
	arena_reset(&graph->scratch);
	return held;
}

static bool is_ready(struct graph *graph, struct node *node)
{
	struct node *before;

	if (node->state != NODE_WAITING || (node->other && node->other->state < NODE_DONE))
		return false;
	before = node->step->after ? node_find(graph, node->step->after) : NULL;
	return !is_held(node, before, node->step->falls) && !needs_hold(graph, node) && !softdeps_hold(graph, node);
}

/* ---- how steps end ---- */

/*
 * An unknown symbol may be that of a module that went: as in run.c, it is tried again, once. When one has found out
 * that something went, it is there again for others that failed with it.
 */
static bool is_worth_again(struct graph *graph, const struct node *node)
{
	return !node->tried_again && node->err.code == ENOENT && kernel_refused(&node->err) &&
	       (plan_lost(&graph->plan, graph->run, &node->err) || graph->tried_again);
}

static void node_end(struct graph *graph, struct node *node)
{
	const struct err *err = &node->err;

	node->state = NODE_DONE;
	if (!err->code) {
		node->step->is_done = true;
		return;
	}
	if (is_worth_again(graph, node)) {
		graph->tried_again = node->tried_again = true;
		node->err.code = 0;
		for (node = graph->nodes; node->step; node++)
			if (node->state == NODE_DONE)
				node->state = NODE_WAITING;
		return;
	}
	node->state = NODE_FAILED;
	node->other = node;
	if (!matters(node->step))
		log_info("'%s' is left as it is: %s", node->step->name, err->text);
}

/* A process that cannot be made is done without. */
static void node_start(struct graph *graph, struct node *node)
{
	pid_t process;

	if (step_begin(graph->run, node->step, &node->err) > 0) {
		process = _Fork();
		if (process > 0) {
			node->state = NODE_RUNNING;
			node->process = process;
			graph->busy++;
			return;
		}
		if (!step_act(graph->run, node->step, &node->err))
			node->err.code = 0;
		if (!process)
			_exit(0);
	}
	node_end(graph, node);
}

/* Starts what is ready, the first first. Returns whether there was something. */
static bool nodes_start(struct graph *graph)
{
	bool any = false;

	for (struct node *node = graph->nodes; node->step && graph->busy < graph->jobs; node++) {
		if (is_ready(graph, node)) {
			node_start(graph, node);
			any = true;
		}
	}
	return any;
}

/* Waits for one process to end. Returns false if there is none; others than ours may be of who became this program. */
static bool nodes_wait(struct graph *graph)
{
	int status, process = graph->busy ? waitpid(-1, &status, 0) : 0;

	for (struct node *node = graph->nodes; node->step; node++) {
		if (node->state != NODE_RUNNING || node->process != process)
			continue;
		graph->busy--;
		if (status)	/* the kernel kills who is in a module's init when that goes wrong */
			err_cause(&node->err, "init", err_set(&node->err, EIO,
							      "the process that loaded it ended with status %d",
							      status < 256 ? 128 + WTERMSIG(status) : status >> 8));
		node_end(graph, node);
	}
	return process > 0;	/* never EINTR: no signal is handled here */
}

void graph_run(struct graph *graph)
{
	size_t size = (graph->plan.count + 1) * sizeof *graph->nodes;
	struct arena shared = { 0 };	/* errors lie there: given back with the process */
	bool any;

	if (!arena_share(&shared, size + SHARED_OVERHEAD))
		arena_exhausted();
	graph->nodes = arena_alloc(&shared, size);
	for (size_t i = 0; i < graph->plan.count; i++)
		graph->nodes[i].step = &graph->plan.steps[i];
	signal_default(SIGCHLD);	/* who ignores it, as we may have inherited, never learns a status */
	do
		any = nodes_start(graph);
	while (nodes_wait(graph) || any);
}

const struct step *graph_failure(const struct graph *graph, const char *name, const struct err **err)
{
	const struct node *node = node_find(graph, name);

	if (!node || node->state != NODE_FAILED)
		return NULL;
	*err = &node->other->err;
	return node->other->step;
}
