/* SPDX-License-Identifier: 0BSD */
/*
 * Planning to load a module. Two functions call each other:
 *
 *	plan_module	all that M needs, the deepest first, each by		once for a module
 *			plan_surrounded; then M itself by plan_surrounded
 *	plan_surrounded	softdeps before M by plan_module, M, softdeps after M
 *
 * This is the order of kmod, which has each module in the list as often as it is met; here only the first time counts.
 */
#include "plan/plan.h"

#include "base/log.h"
#include "module/name.h"
#include "plan/params.h"

#include <string.h>

/* Softdeps of softdeps of softdeps: what is deeper is a mistake, and would cost stack. */
enum { DEPTH_LIMIT = 64 };

struct walk {
	struct plan *plan;
	const struct planner *planner;
	const char *asked;	/* the module that was asked for */
	const char *params;	/* its parameters from the command line */
	struct map visited;	/* modules that plan_module has seen */
	unsigned depth;
};

static void plan_module(struct walk *walk, const struct target *target, enum step_reason reason,
			const char *wanted_by);

static const struct entry *forbid_line(const struct walk *walk, const char *name)
{
	if (walk->planner->allow_forbidden)
		return NULL;
	return entry_matching(&walk->planner->config->forbids, name);
}

/* The first line counts; that there is another one for the same name is worth a word. */
static const char *install_command(const struct walk *walk, const char *name)
{
	const struct entry_list *installs = &walk->planner->config->installs;
	const struct entry *first = entry_matching(installs, name);

	if (!first)
		return NULL;
	for (const struct entry *each = first + 1; each < installs->at + installs->count; each++)
		if (!strcmp(each->name, first->name) && strcmp(each->text, first->text))
			log_warn("%s line %u: '%s' has an install command already, in %s line %u", each->origin.file,
				 each->origin.line, name, first->origin.file, first->origin.line);
	return first->text;
}

/* What is to be done for a module: step->forbid, path and params are known. */
static void step_choose(const struct walk *walk, struct step *step, bool is_bare)
{
	if (!is_bare)
		step->command = install_command(walk, step->name);
	if (!step->path)
		step->is_builtin = moddb_builtin(walk->planner->db, step->name, NULL) > 0;

	if (step->forbid && !step->is_builtin)
		step->kind = STEP_FORBIDDEN;
	else if (step->command)
		step->kind = STEP_INSTALL;
	else if (step->path)
		step->kind = STEP_LOAD;
	else
		step->kind = step->is_builtin ? STEP_BUILTIN : STEP_MISSING;
}

/* All modules that the words of a softdep line stand for; none is no failure. */
static void plan_softdeps(struct walk *walk, const struct name_list *words, const char *wanted_by)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct target_list *found = lookup_find(walk->planner->lookup, words->at[i]);

		for (size_t j = 0; j < found->count; j++)
			plan_module(walk, &found->at[j], REASON_SOFT, wanted_by);
	}
}

/* The one step of a module, between its softdeps. Met again, it can only become more important. Its path is known. */
static void plan_surrounded(struct walk *walk, const struct target *target, enum step_reason reason,
			    const char *wanted_by)
{
	const struct planner *planner = walk->planner;
	bool is_asked = !strcmp(target->name, walk->asked), is_bare = planner->bare && is_asked;
	const struct entry *forbid = forbid_line(walk, target->name);
	const struct softdep *softdep =
		is_bare || forbid ? NULL : softdep_matching(planner->config, target->name);
	struct step *step;
	size_t behind;

	if (softdep)
		plan_softdeps(walk, &softdep->pre, target->name);
	step = plan_add(walk->plan, target->name, reason, wanted_by);
	if (!step->params) {	/* it is new */
		step->alias = target->alias;
		step->path = target->path;
		step->forbid = forbid;
		step->params = params_join(planner->config, target, is_asked ? walk->params : "", planner->arena);
		step_choose(walk, step, is_bare);
	} else if (reason < step->reason) {
		step->reason = reason;
		step->wanted_by = wanted_by;
	}
	if (!softdep)
		return;
	behind = walk->plan->count;
	plan_softdeps(walk, &softdep->post, target->name);
	/* what is behind one of these already is behind this module by that */
	for (; behind < walk->plan->count; behind++)
		if (!walk->plan->steps[behind].after)
			walk->plan->steps[behind].after = target->name;
}

/* A softdep that is forbidden, or needs what is, is left out with all that it needs. */
static bool is_left_out(const struct walk *walk, const struct target *target, const struct module_record *record,
			const char *wanted_by)
{
	const struct entry *forbid = forbid_line(walk, target->name);

	for (size_t i = 0; !forbid && i < record->dep_count; i++)
		forbid = forbid_line(walk, name_of_path(walk->planner->arena, record->deps[i]));
	if (forbid)
		log_info("softdep '%s' of '%s' is left out: %s line %u forbids '%s'", target->name, wanted_by,
			 forbid->origin.file, forbid->origin.line, forbid->name);
	return forbid;
}

static void plan_module(struct walk *walk, const struct target *target, enum step_reason reason,
			const char *wanted_by)
{
	static const struct module_record nothing;
	const struct module_record *record = &nothing;
	enum step_reason inner = reason == REASON_SOFT ? REASON_SOFT : REASON_NEEDED;
	struct target itself = *target;

	if (!map_add(&walk->visited, target->name))
		return;
	if (walk->depth == DEPTH_LIMIT) {
		log_warn("softdeps are nested too deeply: '%s' is left out", target->name);
		return;
	}
	if (moddb_module(walk->planner->db, target->name, &record, NULL) <= 0)
		record = &nothing;
	if (!itself.path)
		itself.path = record->path;
	if (reason == REASON_SOFT && is_left_out(walk, target, record, wanted_by))
		return;
	walk->depth++;
	for (size_t i = record->dep_count; i-- > 0;) {
		const struct target needed = {
			.name = name_of_path(walk->planner->arena, record->deps[i]),
			.path = record->deps[i],
		};

		plan_surrounded(walk, &needed, inner, target->name);
	}
	plan_surrounded(walk, &itself, reason, wanted_by);
	walk->depth--;
}

void plan_insert(struct plan *plan, const struct planner *planner, const struct target *target, const char *params)
{
	struct walk walk = {
		.plan = plan,
		.planner = planner,
		.asked = target->name,
		.params = params,
		.visited.arena = planner->arena,
	};

	plan_module(&walk, target, REASON_ASKED, NULL);
}
