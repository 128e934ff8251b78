/* SPDX-License-Identifier: 0BSD */
/* `softdep PATTERN pre: NAME... post: NAME...`: what to load before and after a module if it is there. */
#include "config/directives.h"

void softdep_cut(struct softdep *out, struct arena *arena, const char *words)
{
	struct name_list ignored = { 0 }, *list = &ignored;
	struct str rest = str_of(words), word;

	*out = (struct softdep){ 0 };
	while (str_word(&rest, " \t", &word)) {
		if (str_equal(word, "pre:"))
			list = &out->pre;
		else if (str_equal(word, "post:"))
			list = &out->post;
		else
			names_add(list, arena, arena_copy(arena, word.at, word.length));
	}
}

const struct softdep *softdep_matching(struct config *config, const char *name)
{
	struct softdep *softdep = map_get(&config->answers, str_of(name));
	const struct entry *entry;

	if (softdep)
		return softdep;
	entry = entry_matching(&config->softdeps, name);
	softdep = arena_alloc(config->arena, sizeof *softdep);
	if (entry)
		softdep_cut(softdep, config->arena, entry->text);
	config->answers.arena = config->arena;
	*map_slot(&config->answers, str_of(arena_string(config->arena, name))) = softdep;
	return softdep;
}
