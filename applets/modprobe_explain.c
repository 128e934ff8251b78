/* SPDX-License-Identifier: 0BSD */
/*
 * modprobe --explain. Each line that has to do with the matter is shown with its fate:
 *
 *	acts	it decides here
 *	lost	it would, but another one comes first, or an option switches it off
 *	masked	it stands in a file that is not read, because another folder has one of that name
 */
#include "modprobe_explain.h"

#include "base/files.h"
#include "base/glob.h"
#include "base/log.h"
#include "cause/cause.h"
#include "config/directives.h"
#include "module/name.h"

#include <string.h>

#define FILE_LIMIT ((size_t)8 << 20)

static const char acts[] = "acts", lost[] = "lost", masked[] = "masked";

void explanation_open(struct explanation *explanation)
{
	const struct masked_list *files = &explanation->planner->config->masked;
	struct arena *arena = explanation->arena;
	enum log_level level = log_level();
	struct str text;

	explanation->masked = (struct config){ .arena = arena };
	log_set_level(LOG_LEVEL_NONE);
	for (size_t i = 0; i < files->count; i++)
		if (!file_read(arena, files->at[i].path, FILE_LIMIT, &text, NULL))
			config_parse(&explanation->masked, text,
				     arena_format(arena, "%s, masked by %s", files->at[i].path, files->at[i].by));
	log_set_level(level);
}

static void line_show(const struct explanation *explanation, const char *fate, const char *keyword, const char *name,
		      const char *text, struct origin origin)
{
	out_format(explanation->out, "  %s: %s %s%s%s (%s", fate, keyword, name, *text ? " " : "", text,
		   origin.file);
	if (origin.line)
		out_format(explanation->out, ", line %u", origin.line);
	out_string(explanation->out, ")\n");
}

/* In the order of fate_of. */
enum lines { OPTIONS, BLACKLIST, FORBID, INSTALL, SOFTDEP, WEAKDEP };

static const char keywords[][10] = {
	[OPTIONS] = "options", [BLACKLIST] = "blacklist", [FORBID] = "forbid",
	[INSTALL] = "install", [SOFTDEP] = "softdep", [WEAKDEP] = "weakdep",
};

static bool is_bare(const struct explanation *explanation, const struct step *step)
{
	return explanation->planner->bare && step->reason == REASON_ASKED;
}

static bool is_blacklisting(const struct explanation *explanation, const char *alias)
{
	return alias || explanation->use_blacklist;
}

/* What becomes of the first line that matches; weakdeps are for programs that make an initramfs. */
static const char *fate_of(const struct explanation *explanation, const struct step *step, enum lines kind)
{
	bool is_lost = kind == WEAKDEP ||
		       ((kind == INSTALL || kind == SOFTDEP) && is_bare(explanation, step)) ||
		       (kind == FORBID && explanation->planner->allow_forbidden) ||
		       (kind == BLACKLIST &&
			(step->reason != REASON_ASKED || !is_blacklisting(explanation, step->alias)));

	return is_lost ? lost : acts;
}

/* The lines of one kind about the module of a step. Of options and blacklists, which know no patterns, all count. */
static void lines_show(const struct explanation *explanation, const struct config *config, const char *fate,
		       const struct step *step, enum lines kind)
{
	const struct entry_list *list = directive_entries(config, keywords[kind]);

	for (const struct entry *entry = list->at; entry < list->at + list->count; entry++) {
		bool is_exact = !strcmp(entry->name, step->name) ||
				(kind == OPTIONS && step->alias && !strcmp(entry->name, step->alias));

		if (kind <= BLACKLIST ? !is_exact : !glob_match(entry->name, step->name))
			continue;
		line_show(explanation, fate, keywords[kind], entry->name, entry->text, entry->origin);
		if (kind > BLACKLIST && fate == acts)
			fate = lost;
	}
}

static void step_lines_show(const struct explanation *explanation, const struct step *step)
{
	const struct config *config = explanation->planner->config;

	for (enum lines kind = OPTIONS; kind <= WEAKDEP; kind++) {
		lines_show(explanation, config, fate_of(explanation, step, kind), step, kind);
		lines_show(explanation, &explanation->masked, masked, step, kind);
	}
}

/* ---- what a name means ---- */

/* Entries of an index that match a name. */
struct search {
	const struct explanation *explanation;
	const char *name, *fate;
	bool is_found;		/* in an index: the others are not asked any more */
};

static int found_show(struct search *search, const char *where, const char *what, const char *module)
{
	out_format(search->explanation->out, "  %s: %s %s (%s)\n", search->fate, what, module, where);
	search->is_found = true;
	return 0;
}

static int index_entry_show(void *context, const char *key, const struct index_value *value)
{
	struct search *search = context;
	struct arena *arena = search->explanation->arena;

	return glob_match(key, search->name) ?
		       found_show(search, arena_format(arena, "index, priority %u", (unsigned)value->priority),
				  arena_format(arena, "alias %s", key), value->value) :
		       0;
}

static void aliases_show(struct search *search, const struct config *config, const char *fate)
{
	const struct entry_list *list = &config->aliases;

	for (const struct entry *alias = list->at; alias < list->at + list->count; alias++) {
		if (!glob_match(alias->name, search->name))
			continue;
		line_show(search->explanation, fate, "alias", alias->name, alias->text, alias->origin);
		search->fate = lost;
	}
}

/* The sources of plan/lookup.h in their order: the first that knows the name has decided. */
static void lookup_explain(const struct explanation *explanation, const char *name)
{
	struct moddb *db = explanation->planner->db;
	struct search search = { explanation, alias_normal(explanation->arena, name), acts, false };
	const struct module_record *record;
	struct name_list names;

	if (!search.name)
		return;
	aliases_show(&search, &explanation->masked, masked);
	search.fate = acts;
	aliases_show(&search, explanation->planner->config, acts);
	if (moddb_module(db, search.name, &record, NULL) > 0) {
		found_show(&search, "modules.dep", "module", search.name);
		return;
	}
	moddb_dump_symbols(db, index_entry_show, &search);
	moddb_dump_aliases(db, index_entry_show, &search);
	if (search.is_found)
		return;
	if (moddb_builtin(db, search.name, NULL) > 0)
		found_show(&search, "modules.builtin", "module", search.name);
	else if (moddb_builtin_aliases(db, search.name, &names, NULL) > 0)
		found_show(&search, "modules.builtin.modinfo", "alias of", names.at[0]);
}

/* ---- the plan ---- */

/* A line like those of modprobe -D. */
static void step_head(struct out *out, const struct step *step, size_t number)
{
	static const char kinds[][10] = {
		[STEP_LOAD] = "insmod", [STEP_INSTALL] = "install", [STEP_BUILTIN] = "builtin",
		[STEP_MISSING] = "missing", [STEP_FORBIDDEN] = "forbidden",
	};

	out_format(out, "step %zu: %s ", number, kinds[step->kind]);
	if (step->kind > STEP_INSTALL)
		out_format(out, "%s\n", step->name);
	else
		out_format(out, "%s %s\n", step->kind == STEP_LOAD ? step->path : step->command, step->params);
	if (step->wanted_by)
		out_format(out, "  %s %s\n", step->reason == REASON_SOFT ? "softdep of" : "needed by", step->wanted_by);
}

/* Prints what a try would end with, as far as that can be told. Returns whether it would fail, and that matters. */
static bool step_verdict(const struct explanation *explanation, const struct step *step,
			 const struct name_list *before)
{
	struct out *out = explanation->out;
	struct arena arena = { 0 };
	const struct attempt attempt = {
		.arena = &arena,
		.kernel = explanation->kernel,
		.db = explanation->planner->db,
		.path = step->path,
		.name = step->name,
		.params = step->params,
		.flags = explanation->load_flags,
		.before = before,
	};
	struct cause cause = { .code = step->kind == STEP_MISSING ? "missing" : "forbidden", .text = step->name };
	bool fails = step->kind == STEP_MISSING || step->kind == STEP_FORBIDDEN;

	if (explanation->kernel && kernel_state(explanation->kernel, step->name) == MODULE_LIVE) {
		out_string(out, "  is loaded\n");
		return false;
	}
	if (step->kind == STEP_LOAD) {
		bool is_found = cause_find(&attempt, &cause);

		fails = is_found && !cause.is_note;
		if (is_found && cause.is_note)
			out_format(out, "  note: %s: %s\n", cause.code, cause.text);
	}
	if (fails)
		out_format(out, "  would fail: %s: %s\n", cause.code, cause.text);
	else
		out_string(out, "  would work\n");
	arena_free(&arena);
	return fails && step->reason != REASON_SOFT;
}

static bool target_explain(const struct explanation *explanation, const struct target *target, const char *params)
{
	struct arena *arena = explanation->arena;
	const struct planner *planner = explanation->planner;
	struct out *out = explanation->out;
	struct plan plan = { .arena = arena };
	struct name_list before = { 0 };
	bool fails = is_blacklisting(explanation, target->alias) &&
		     entry_named(&planner->config->blacklists, target->name);

	plan_insert(&plan, planner, target, params);
	for (size_t i = 0; i < plan.count; i++) {
		step_head(out, &plan.steps[i], i + 1);
		step_lines_show(explanation, &plan.steps[i]);
		fails |= step_verdict(explanation, &plan.steps[i], &before);
		names_add(&before, arena, plan.steps[i].name);
	}
	out_format(out, "%s would %sload\n", target->name, fails ? "not " : "");
	return fails;
}

int explanation_print(const struct explanation *explanation, const char *name, const struct target_list *targets,
		      const char *params)
{
	int code = 0;

	out_format(explanation->out, "%s\n", name);
	lookup_explain(explanation, name);
	for (size_t i = 0; i < targets->count; i++)
		code |= target_explain(explanation, &targets->at[i], params);
	return code;
}
