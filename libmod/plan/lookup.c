/* SPDX-License-Identifier: 0BSD */
/* From a name to modules: the sources as a table. */
#include "plan/lookup.h"

#include "base/files.h"
#include "base/glob.h"
#include "base/str.h"
#include "module/name.h"

#include <string.h>

void lookup_open(struct lookup *lookup, struct arena *arena, const struct config *config, struct moddb *db)
{
	*lookup = (struct lookup){ .arena = arena, .config = config, .db = db, .answers.arena = arena };
}

static void target_add(struct lookup *lookup, struct target_list *list, const char *name, const char *alias)
{
	list->at = arena_grow(lookup->arena, list->at, list->count, &list->capacity, sizeof *list->at);
	list->at[list->count++] = (struct target){ .name = name, .alias = alias };
}

/* The names of an index are different already. */
static void targets_add(struct lookup *lookup, struct target_list *list, const struct name_list *names,
			const char *alias)
{
	for (size_t i = 0; i < names->count; i++)
		target_add(lookup, list, names->at[i], alias);
}

/*
 * The alias by which a module counts as found is the pattern of the line, as with kmod: `options foo-bar` says
 * nothing about what `alias foo-* loop` finds for foo-bar.
 */
static void find_config_alias(struct lookup *lookup, const char *name, struct target_list *out)
{
	const struct entry_list *aliases = &lookup->config->aliases;
	struct map seen = { .arena = lookup->arena };

	for (size_t i = 0; i < aliases->count; i++) {
		const struct entry *alias = &aliases->at[i];
		void **slot;

		if (!glob_match(alias->name, name))
			continue;
		slot = map_slot(&seen, str_of(alias->text));
		if (!*slot)
			target_add(lookup, out, alias->text, alias->name);
		*slot = out;
	}
}

static void find_module(struct lookup *lookup, const char *name, struct target_list *out)
{
	const struct module_record *record;

	if (!strchr(name, ':') && moddb_module(lookup->db, name, &record, NULL) > 0)
		target_add(lookup, out, name, NULL);
}

static void find_symbol(struct lookup *lookup, const char *name, struct target_list *out)
{
	struct name_list names;

	if (str_starts(name, "symbol:") && moddb_symbols(lookup->db, name, &names, NULL) > 0)
		targets_add(lookup, out, &names, name);
}

static void find_command(struct lookup *lookup, const char *name, struct target_list *out)
{
	const struct config *config = lookup->config;

	if (entry_named(&config->installs, name) || entry_named(&config->removes, name))
		target_add(lookup, out, name, NULL);
}

static void find_alias(struct lookup *lookup, const char *name, struct target_list *out)
{
	struct name_list names;

	if (moddb_aliases(lookup->db, name, &names, NULL) > 0)
		targets_add(lookup, out, &names, name);
}

static void find_builtin(struct lookup *lookup, const char *name, struct target_list *out)
{
	if (moddb_builtin(lookup->db, name, NULL) > 0)
		target_add(lookup, out, name, NULL);
}

static void find_builtin_alias(struct lookup *lookup, const char *name, struct target_list *out)
{
	struct name_list names;

	if (moddb_builtin_aliases(lookup->db, name, &names, NULL) > 0)
		targets_add(lookup, out, &names, name);
}

/* A module directory that cannot answer knows nothing: each question above takes an error for "none". */
static void (*const sources[])(struct lookup *lookup, const char *name, struct target_list *out) = {
	find_config_alias,
	find_module,
	find_symbol,
	find_command,
	find_alias,
	find_builtin,
	find_builtin_alias,
};

const struct target_list *lookup_find(struct lookup *lookup, const char *name)
{
	const char *normal = alias_normal(lookup->arena, name, NULL);
	struct target_list *found;
	void **slot;

	if (!normal)
		normal = "";	/* brackets that do not match: nobody is called that */
	found = map_get(&lookup->answers, str_of(normal));
	if (found)
		return found;
	found = arena_alloc(lookup->arena, sizeof *found);
	for (size_t i = 0; *normal && !found->count && i < sizeof sources / sizeof *sources; i++)
		sources[i](lookup, normal, found);
	slot = map_slot(&lookup->answers, str_of(normal));
	*slot = found;
	return found;
}

const struct target_list *lookup_path(struct lookup *lookup, const char *path)
{
	struct target_list *list = arena_alloc(lookup->arena, sizeof *list);

	target_add(lookup, list, name_of_path(lookup->arena, path), NULL);
	list->at[0].path = path_absolute(lookup->arena, path);
	return list;
}
