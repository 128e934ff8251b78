/* SPDX-License-Identifier: 0BSD */
/* From a name to all modules around it, loading or removing them, or only printing it. */
#include "compat24/run24.h"

#include "base/log.h"
#include "compat24/kernel24.h"
#include "plan/command.h"

#include <string.h>

/* More than any configuration has: bounds for those that lead in circles with ever more options. */
enum { DEPTH_MOST = 64, STEPS_MOST = 4096 };

/* How to go through words: all, up to the first failure; up to the first success; all, and one success is enough. */
enum { ALL, FIRST, SOME };

/* Of a name that is no module; other failures were told already, and are -1. */
enum { MISSING = -2 };

/* Besides the kinds of lines: what modules.dep says. */
enum { NEEDS = CONF24_PATH + 1 };

/* A name on the way. The first four are set by who wants it. */
struct node24 {
	const char *name;
	const struct node24 *parent;	/* who wants it; NULL: the user */
	const char *options;		/* of the aliases on the way, then its own */
	const struct words *params;	/* the user's, if they are for it, or NULL */

	const struct file24 *file;	/* its module's file, if it is known */
	const char *as;			/* a module's name in the kernel (options NAME -o AS); NULL: it has members */
	const char *members;
	int way;			/* to load them */
};

static int node_do(struct run24 *run, struct node24 *node);

static const char *text_of(struct run24 *run, const struct node24 *node, int kind)
{
	if (kind == NEEDS)
		return node->file ? node->file->needs : "";
	return conf24_text(run->conf, kind, node->name);
}

/* ---- steps ---- */

static void step_show(struct run24 *run, const char *text)
{
	if (!run->out)
		return;
	out_format(run->out, "%s\n", text);
	out_flush(run->out);
}

static void modules_list(struct run24 *run)
{
	struct loaded_list *list = &run->loaded;
	struct err err;

	list->count = 0;
	if (kernel_list(run->kernel, list, &err))
		log_warn("%s", err.text);
	list->capacity = list->count;
	run->is_listed = true;
}

static int module_drop(struct run24 *run, const char *name)
{
	struct loaded_module *module = loaded_find(&run->loaded, name);
	struct err err;

	step_show(run, arena_format(run->arena, "# delete %s", name));
	if (!run->pretend && kernel_unload(run->kernel, name, 0, &err)) {
		log_plain("%s: %s", name, err.text);
		return -1;
	}
	if (module)
		module->name = "";
	return 0;
}

/* Runs the command of a name. Returns 0 if there is none or it succeeds, else -1. */
static int command_do(struct run24 *run, const char *name, enum conf24_kind kind)
{
	const struct command command = {
		.kind = conf24_keyword(kind),
		.text = conf24_text(run->conf, kind, name),
		.module = name,
		.params = "",
	};

	if (!*command.text)
		return 0;
	step_show(run, arena_format(run->arena, "# %s %s\n%s", command.kind, name, command.text));
	if (run->pretend || !command_run(run->arena, &command))
		return 0;
	log_plain("%s %s failed", command.kind, name);
	return -1;
}

/* ---- names ---- */

/* Members of an alias inherit its options and parameters. Returns 0 or -1. */
static int words_do(struct run24 *run, const struct node24 *node, const char *text, int way)
{
	struct str rest = str_of(text), word;
	int rc = way == ALL ? 0 : -1;

	while (str_word(&rest, " \t", &word)) {
		struct node24 each = { .parent = node, .options = "" };
		int one;

		each.name = arena_copy(run->arena, word.at, word.length);
		if (text == node->members) {
			each.options = node->options;
			each.params = node->params;
		}
		one = node_do(run, &each);
		if (way == (one ? ALL : FIRST))
			return one;
		if (!one)
			rc = 0;
	}
	return rc;
}

/* What the name stands for: the last alias, probe or probeall line that has it, in this order; false: a module. */
static bool members_find(struct run24 *run, struct node24 *node)
{
	for (int kind = CONF24_ALIAS; kind <= CONF24_PROBEALL && !*node->members; kind++) {
		node->members = text_of(run, node, kind);
		node->way = kind == CONF24_PROBEALL ? SOME : FIRST;
	}
	if (!*node->members)
		return false;
	/* without words ALL succeeds and FIRST fails */
	if (!strcmp(node->members, "null"))
		node->way = ALL;
	if (node->way == ALL || !strcmp(node->members, "off"))
		node->members = "";
	return true;
}

static void module_take(struct run24 *run, struct node24 *node)
{
	struct words words = { 0 };

	node->file = tree24_find(run->tree, node->name);
	node->as = node->file ? node->file->name : node->name;
	words_add(&words, node->options, run->arena);
	for (size_t i = 1; i < words.count; i++)
		if (!strcmp(words.at[i - 1], "-o"))
			node->as = words.at[i];
}

/* Fills in the rest. Returns 1; 0 for a module that wants itself; -1 if it is too far away. */
static int node_open(struct run24 *run, struct node24 *node)
{
	bool is_path = strchr(node->name, '/'), is_again = false;
	unsigned depth = 0;
	const char *own;

	if (is_path)
		node->name = name24_of_path(run->arena, node->name);
	for (const struct node24 *each = node->parent; each; each = each->parent, depth++) {
		if (strcmp(each->name, node->name) != 0)
			continue;
		if (each->as)
			return 0;
		is_again = true;
	}
	if (depth > DEPTH_MOST || ++run->steps > STEPS_MOST)
		return -1;
	node->members = "";
	own = text_of(run, node, CONF24_OPTIONS);
	if (!is_again && *own)	/* else they are there already */
		node->options = arena_format(run->arena, "%s %s", node->options, own);
	if (is_path || is_again || !members_find(run, node))
		module_take(run, node);
	return 1;
}

/* ---- loading ---- */

static int module_insert(struct run24 *run, const struct node24 *node)
{
	const struct conf24 *conf = run->conf;
	bool is_autoclean = conf->autoclean && !conf24_find(conf, CONF24_STAYS, node->name);
	struct loaded_list *list = &run->loaded;
	struct words words = { 0 };
	const char *line;

	line = arena_format(run->arena, "/sbin/insmod%s %s %s %s%s %s", is_autoclean ? " -k" : "", run->flags,
			    conf24_text(conf, CONF24_SETTING, "insmod_opt"), conf->root, node->file->path,
			    node->options);
	words_add(&words, line, run->arena);
	for (size_t i = 0; node->params && i < node->params->count; i++)
		word_add(&words, node->params->at[i], run->arena);
	step_show(run, kernel_params(run->arena, words.count, words.at));
	if (!run->pretend && run->insmod(run->context, &words)) {
		log_plain("insmod %s failed", node->file->path);
		return -1;
	}
	list->at = arena_grow(run->arena, list->at, list->count, &list->capacity, sizeof *list->at);
	list->at[list->count++].name = node->as;	/* the rest is zero, as it comes from the arena */
	return 0;
}

/* ---- the way through one name ---- */

/*
 * What is done for it, in this order: commands, lines, and in the middle what it is itself. With ALL a failure ends it.
 */
struct step24 {
	unsigned char kind, way;
};

static const struct step24 insertion[] = {
	{ CONF24_PRE_INSTALL, ALL }, { CONF24_BELOW, ALL }, { CONF24_INSTALL, ALL }, { CONF24_POST_INSTALL, SOME },
	{ CONF24_ABOVE, SOME }, { 0 },
};

static const struct step24 removal[] = {
	{ CONF24_ABOVE, SOME }, { CONF24_PRE_REMOVE, ALL }, { CONF24_REMOVE, ALL }, { CONF24_POST_REMOVE, SOME },
	{ NEEDS, SOME }, { CONF24_BELOW, SOME }, { 0 },
};

/* What the name is itself, if it has no command. */
static int middle_do(struct run24 *run, const struct node24 *node)
{
	if (!node->as)
		return words_do(run, node, node->members, run->remove ? ALL : node->way);
	if (run->remove)
		return module_drop(run, node->as);
	if (!node->file)
		return MISSING;
	return words_do(run, node, node->file->needs, ALL) ? -1 : module_insert(run, node);
}

static int steps_do(struct run24 *run, const struct node24 *node)
{
	const struct step24 *step = run->remove ? removal : insertion;
	int rc = 0;

	for (; step->kind && (!rc || step[-1].way == SOME); step++) {
		const char *text = text_of(run, node, step->kind);

		if (step->kind <= CONF24_BELOW || step->kind == NEEDS)
			rc = words_do(run, node, text, step->way);
		else if (!*text && (step->kind == CONF24_INSTALL || step->kind == CONF24_REMOVE))
			rc = middle_do(run, node);
		else
			rc = command_do(run, node->name, step->kind);
	}
	return step->kind ? rc : 0;
}

/* Whether there is something to do: 1; 0 if not; MISSING. */
static int node_check(struct run24 *run, const struct node24 *node)
{
	const struct node24 *parent = node->parent;
	bool is_dependency = run->remove && parent && parent->as;
	const struct loaded_module *module;

	if (!node->as)
		return 1;
	if (is_dependency && !run->pretend)
		modules_list(run);
	module = loaded_find(&run->loaded, node->as);
	if (!run->remove)
		return !module;
	/* what was loaded because of a module goes only if nobody uses it; in a dry run that module is still there */
	if (module)
		return !is_dependency || (module->holder_count <= run->pretend && module->references <= run->pretend);
	if (*text_of(run, node, CONF24_REMOVE))
		return 1;
	return node->file || parent ? 0 : MISSING;
}

static int node_do(struct run24 *run, struct node24 *node)
{
	const struct node24 *parent = node->parent;
	size_t mark = run->loaded.count;
	int rc = node_open(run, node);

	if (rc > 0)
		rc = node_check(run, node);
	if (rc > 0) {
		rc = steps_do(run, node);
		while (rc && !run->remove && run->loaded.count > mark)
			module_drop(run, run->loaded.at[--run->loaded.count].name);
		if (rc == -1 && !run->remove && !parent && (node->file || *node->members))
			log_plain("insmod %s failed", node->name);
	}
	if (rc != MISSING)
		return rc;
	log_plain("Can't locate module %s%s%s", node->name, parent ? " which is needed for " : "",
		  parent ? parent->name : "");
	return -1;
}

int run24_name(struct run24 *run, const char *name, const struct words *params)
{
	struct node24 node = { .name = name, .options = "", .params = params };

	run->steps = 0;
	if (!run->is_listed)
		modules_list(run);
	return node_do(run, &node);
}

int run24_reap(struct run24 *run)
{
	enum { REAPED = MODULE24_AUTOCLEAN | MODULE24_USED_ONCE };
	struct loaded_list list;
	struct err err;
	int rc = kernel_list(run->kernel, &list, &err);

	for (size_t i = 0; !rc && i < list.count; i++) {
		const struct loaded_module *module = &list.at[i];

		if ((module->flags & (REAPED | MODULE24_VISITED)) == REAPED && !module->references &&
		    !module->holder_count && !command_do(run, module->name, CONF24_PRE_REMOVE) &&
		    !module_drop(run, module->name))
			command_do(run, module->name, CONF24_POST_REMOVE);
	}
	/* for the others the next time is the last */
	if (!rc && !run->pretend)
		rc = kernel_unload(run->kernel, NULL, 0, &err);
	if (rc)
		log_plain("%s", err.text);
	return rc;
}
