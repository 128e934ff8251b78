/* SPDX-License-Identifier: 0BSD */
/* Lines of the form "KEYWORD NAME TEXT", which most directives have. */
#include "config/directives.h"

#include "base/glob.h"
#include "module/name.h"

#include <errno.h>
#include <string.h>

const char *directive_name(struct config *config, struct str *rest)
{
	struct str word;

	if (!str_word(rest, " \t", &word))
		return NULL;
	return alias_normal(config->arena, arena_copy(config->arena, word.at, word.length), NULL);
}

void entry_add(struct entry_list *list, struct config *config, const char *name, const char *text,
	       struct origin origin)
{
	list->at = arena_grow(config->arena, list->at, list->count, &list->capacity, sizeof *list->at);
	list->at[list->count++] = (struct entry){ name, glob_is_pattern(name), text, origin };
}

int entry_parse(struct entry_list *list, struct config *config, struct str rest, struct origin origin)
{
	const char *name = directive_name(config, &rest);
	char *text = arena_copy(config->arena, rest.at, rest.length);

	if (!name || !text[strspn(text, " \t")])
		return -EINVAL;
	entry_add(list, config, name, text, origin);
	return 0;
}

void entries_print(const struct entry_list *list, const char *keyword, struct out *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct entry *entry = &list->at[i];

		out_format(out, "%s %s%s%s\n", keyword, entry->name, *entry->text ? " " : "", entry->text);
	}
}

const struct entry *entry_named(const struct entry_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->at[i].name, name))
			return &list->at[i];
	return NULL;
}

static bool entry_matches(const struct entry *entry, const char *name)
{
	if (entry->is_pattern)
		return glob_match(entry->name, name);
	return *entry->name == *name && !strcmp(entry->name, name);
}

const struct entry *entry_matching(const struct entry_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (entry_matches(&list->at[i], name))
			return &list->at[i];
	return NULL;
}
