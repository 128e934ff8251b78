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
	const struct entry_list *lines = &config->softdeps;
	const struct entry *entry = entry_matching(lines, name);
	struct softdep **answer;

	if (!entry)
		return NULL;
	if (!config->answers)
		config->answers = arena_alloc(config->arena, lines->count * sizeof *config->answers);
	answer = &config->answers[entry - lines->at];
	if (!*answer) {
		*answer = arena_alloc(config->arena, sizeof **answer);
		softdep_cut(*answer, config->arena, entry->text);
	}
	return *answer;
}
