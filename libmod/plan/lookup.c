/* SPDX-License-Identifier: 0BSD */
/* From a name to modules. */
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
	struct target *target = arena_add(lookup->arena, list, sizeof *target);

	*target = (struct target){ .name = name, .alias = alias };
}

/*
 * The alias by which a module counts as found is the pattern of the line, as with kmod: `options foo-bar` says
 * nothing about what `alias foo-* loop` finds for foo-bar.
 */
static void find_config_alias(struct lookup *lookup, const char *name, struct target_list *out)
{
	const struct entry_list *aliases = &lookup->config->aliases;
	struct map seen = { .arena = lookup->arena };

	for (size_t i = 0; i < aliases->count; i++)
		if (glob_match(aliases->at[i].name, name) && map_add(&seen, aliases->at[i].text))
			target_add(lookup, out, aliases->at[i].text, aliases->at[i].name);
}

/* A module directory that cannot answer knows nothing: each question takes an error for "none". */
static void find(struct lookup *lookup, const char *name, struct target_list *out)
{
	const struct config *config = lookup->config;
	const struct module_record *record;
	struct name_list names = { 0 };
	struct moddb *db = lookup->db;

	find_config_alias(lookup, name, out);
	if (out->count)
		return;
	if (!strchr(name, ':') && moddb_module(db, name, &record, NULL) > 0)
		target_add(lookup, out, name, NULL);
	else if (str_starts(name, "symbol:") && moddb_symbols(db, name, &names, NULL) > 0)
		;
	else if (entry_named(&config->installs, name) || entry_named(&config->removes, name))
		target_add(lookup, out, name, NULL);
	else if (moddb_aliases(db, name, &names, NULL) > 0)
		;
	else if (moddb_builtin(db, name, NULL) > 0)
		target_add(lookup, out, name, NULL);
	else
		moddb_builtin_aliases(db, name, &names, NULL);
	if (!names.count)
		return;
	out->at = arena_alloc(lookup->arena, names.count * sizeof *out->at);
	for (; out->count < names.count; out->count++)
		out->at[out->count] = (struct target){ .name = names.at[out->count], .alias = name };
}

const struct target_list *lookup_find(struct lookup *lookup, const char *name)
{
	const char *normal = alias_normal(lookup->arena, name);
	void **slot = map_slot(&lookup->answers, str_of(normal ? normal : ""));

	if (!*slot) {
		struct target_list *found = *slot = arena_alloc(lookup->arena, sizeof *found);

		if (normal && *normal)	/* no brackets that do not match: nobody is called that */
			find(lookup, normal, found);
	}
	return *slot;
}

const struct target_list *lookup_path(struct lookup *lookup, const char *path)
{
	struct target_list *list = arena_alloc(lookup->arena, sizeof *list);

	target_add(lookup, list, name_of_path(lookup->arena, path), NULL);
	list->at[0].path = path_absolute(lookup->arena, path);
	return list;
}
