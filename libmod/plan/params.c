/* SPDX-License-Identifier: 0BSD */
/* Parameters: the lines that apply, one behind the other. */
#include "plan/params.h"

#include <string.h>

static bool applies(const struct entry *options, const struct target *target)
{
	return !strcmp(options->name, target->name) || (target->alias && !strcmp(options->name, target->alias));
}

const char *params_join(const struct config *config, const struct target *target, const char *asked,
			struct arena *arena)
{
	const struct entry_list *options = &config->options;
	size_t size = strlen(asked) + 1;
	char *text, *end;

	if (!entry_named(options, target->name) && !(target->alias && entry_named(options, target->alias)))
		return asked;
	for (size_t i = 0; i < options->count; i++)
		if (applies(&options->at[i], target))
			size += strlen(options->at[i].text) + 1;
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
