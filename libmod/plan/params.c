/* SPDX-License-Identifier: 0BSD */
/* Parameters: the lines that apply, one behind the other. */
#include "plan/params.h"

#include <string.h>

static bool is_name(const struct entry *options, const char *name)
{
	return name && *options->name == *name && !strcmp(options->name, name);
}

static bool applies(const struct entry *options, const struct target *target)
{
	return is_name(options, target->name) || is_name(options, target->alias);
}

const char *params_join(const struct config *config, const struct target *target, const char *asked,
			struct arena *arena)
{
	const struct entry_list *options = &config->options;
	size_t none = strlen(asked) + 1, size = none;
	char *text, *end;

	for (size_t i = 0; i < options->count; i++)
		if (applies(&options->at[i], target))
			size += strlen(options->at[i].text) + 1;
	if (size == none)
		return asked;
	text = end = arena_bytes(arena, size);
	for (size_t i = 0; i < options->count; i++) {
		if (!applies(&options->at[i], target))
			continue;
		end = stpcpy(end, options->at[i].text);
		*end++ = ' ';
	}
	memcpy(end, asked, strlen(asked) + 1);
	return text;
}
