/* SPDX-License-Identifier: 0BSD */
/*
 * Planning to remove a module: loading backwards. Around the module M that is asked for:
 *
 *	softdeps after M	each a removal of its own, the last one first
 *	modules that use M	only with --remove-holders; those that use them first
 *	M
 *	what M needed		and what those that used it needed: each if it is unused then
 *	softdeps before M	each a removal of its own, the last one first
 */
#include "plan/plan.h"

#include "base/str.h"
#include "kernel/sysmodule.h"
#include "module/name.h"

#include <string.h>

/* Holders of holders, softdeps of softdeps: no kernel nests them that deep. */
enum { DEPTH_LIMIT = 64 };

struct walk {
	struct plan *plan;
	const struct planner *planner;
	struct map visited;
	unsigned depth;
};

/* What has to wait until the module and its holders are planned. */
struct afterwards {
	struct name_list unused;	/* what they needed */
	struct name_list softdeps;	/* those that were loaded before them */
};

static void plan_removal(struct walk *walk, const char *name, enum step_reason reason, const char *wanted_by);

/* All modules that the words stand for, the last word first. */
static void softdeps_find(const struct walk *walk, const struct name_list *words, struct name_list *out)
{
	for (size_t i = words->count; i-- > 0;) {
		const struct target_list *found = lookup_find(walk->planner->lookup, words->at[i]);

		for (size_t j = found->count; j-- > 0;)
			names_add(out, walk->planner->arena, found->at[j].name);
	}
}

static const struct entry *remove_command(const struct walk *walk, const char *name)
{
	return walk->planner->bare ? NULL : entry_matching(&walk->planner->config->removes, name);
}

/* A remove command runs even where the module is not there. */
static bool can_go(const struct walk *walk, const char *name)
{
	enum module_state state;

	if (remove_command(walk, name))
		return true;
	state = kernel_state(walk->planner->kernel, name);
	return state != MODULE_ABSENT && state != MODULE_BUILTIN;
}

static void plan_softdeps(struct walk *walk, const struct name_list *names, const char *wanted_by)
{
	for (size_t i = 0; i < names->count; i++)
		if (can_go(walk, names->at[i]))
			plan_removal(walk, names->at[i], REASON_SOFT, wanted_by);
}

/* The module itself; what it needed is only of interest if no command takes care of the removal. */
static struct step *plan_step(struct walk *walk, const char *name, enum step_reason reason, const char *wanted_by,
			      struct afterwards *afterwards)
{
	const struct planner *planner = walk->planner;
	const struct entry *command = remove_command(walk, name);
	struct step *step = plan_find(walk->plan, name);
	const struct module_record *record;

	if (step)
		return step;
	step = plan_add(walk->plan, name, reason, wanted_by);
	step->kind = STEP_UNLOAD;
	if (command) {
		step->kind = STEP_REMOVE;
		step->command = command->text;
	} else if (moddb_module(planner->db, name, &record, NULL) > 0) {
		for (size_t i = 0; i < record->dep_count; i++)
			names_add(&afterwards->unused, planner->arena, name_of_path(planner->arena, record->deps[i]));
	}
	return step;
}

/* A module with all that uses it. */
static void plan_module(struct walk *walk, const char *name, enum step_reason reason, const char *wanted_by,
			struct afterwards *afterwards)
{
	const struct planner *planner = walk->planner;
	const struct softdep *softdep = planner->bare ? NULL : softdep_matching(planner->config, name);
	struct name_list softdeps = { 0 };
	const char **holders = NULL;
	size_t holder_count = 0;

	if (walk->depth == DEPTH_LIMIT || !map_add(&walk->visited, name))
		return;
	walk->depth++;
	if (softdep)
		softdeps_find(walk, &softdep->post, &softdeps);
	plan_softdeps(walk, &softdeps, name);
	if (planner->remove_holders)
		holder_count = sysmodule_holders(planner->kernel, name, &holders);
	for (size_t i = holder_count; i-- > 0;)
		plan_module(walk, holders[i], REASON_HOLDER, name, afterwards);
	plan_step(walk, name, reason, wanted_by, afterwards)->holders = holder_count;
	if (softdep)
		softdeps_find(walk, &softdep->pre, &afterwards->softdeps);
	walk->depth--;
}

/*
 * Each list of needed modules has users before what they use, and holds all that its members need. So of a name
 * that stands in several lists, or is to go for another reason, the last place is the right one.
 */
static void plan_unused(struct walk *walk, const struct name_list *names, const char *wanted_by)
{
	struct map seen = { .arena = walk->planner->arena };

	for (size_t i = names->count; i-- > 0;)
		if (!map_add(&seen, names->at[i]))
			names->at[i] = NULL;
	for (size_t i = 0; i < names->count; i++)
		if (names->at[i] && !plan_find(walk->plan, names->at[i]))
			plan_add(walk->plan, names->at[i], REASON_UNUSED, wanted_by)->kind = STEP_UNLOAD;
}

static void plan_removal(struct walk *walk, const char *name, enum step_reason reason, const char *wanted_by)
{
	struct afterwards afterwards = { 0 };

	plan_module(walk, name, reason, wanted_by, &afterwards);
	plan_unused(walk, &afterwards.unused, name);
	plan_softdeps(walk, &afterwards.softdeps, name);
}

void plan_remove(struct plan *plan, const struct planner *planner, const struct target *target)
{
	struct walk walk = { .plan = plan, .planner = planner, .visited.arena = planner->arena };

	plan_removal(&walk, target->name, REASON_ASKED, NULL);
}
