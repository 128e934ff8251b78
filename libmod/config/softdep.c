/* SPDX-License-Identifier: 0BSD */
/*
 * `softdep PATTERN pre: NAME... post: NAME...`: what to load before and after a module if it is there. Names in front
 * of the first "pre:" or "post:" mean nothing; cifs has such lines.
 */
#include "config/directives.h"

#include "base/glob.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

/* Makes the last line known to softdep_matching. */
static void softdep_index(struct softdep_list *list, struct arena *arena)
{
	const struct softdep *softdep = &list->at[list->count - 1];
	void **place;

	list->plain.arena = arena;
	if (softdep->is_pattern) {
		list->pattern_count++;
		return;
	}
	place = map_slot(&list->plain, str_of(softdep->name));
	if (!*place)
		*place = (void *)(uintptr_t)list->count;
}

static int softdep_parse(struct config *config, struct str rest, struct origin origin)
{
	struct softdep_list *list = &config->softdeps;
	struct softdep softdep = { .name = directive_name(config, &rest), .origin = origin };
	struct word_list words = { 0 }, ignored = { 0 }, *names = &ignored;

	words_split(&words, config, rest);
	if (!softdep.name || !words.count)
		return -EINVAL;
	softdep.is_pattern = glob_is_pattern(softdep.name);
	for (size_t i = 0; i < words.count; i++) {
		if (!strcmp(words.at[i], "pre:"))
			names = &softdep.pre;
		else if (!strcmp(words.at[i], "post:"))
			names = &softdep.post;
		else
			word_add(names, config, words.at[i]);
	}
	list->at = arena_grow(config->arena, list->at, list->count, &list->capacity, sizeof *list->at);
	list->at[list->count++] = softdep;
	softdep_index(list, config->arena);
	return 0;
}

const struct softdep *softdep_matching(const struct softdep_list *list, const char *name)
{
	uintptr_t place = (uintptr_t)map_get(&list->plain, str_of(name));
	size_t before = place ? place - 1 : list->count;

	for (size_t i = 0; list->pattern_count && i < before; i++)
		if (list->at[i].is_pattern && glob_match(list->at[i].name, name))
			return &list->at[i];
	return place ? &list->at[place - 1] : NULL;
}

static void words_print(const char *title, const struct word_list *words, struct out *out)
{
	if (words->count)
		out_string(out, title);
	for (size_t i = 0; i < words->count; i++)
		out_format(out, " %s", words->at[i]);
}

static void softdep_print(const struct config *config, struct out *out)
{
	for (size_t i = 0; i < config->softdeps.count; i++) {
		const struct softdep *softdep = &config->softdeps.at[i];

		out_format(out, "softdep %s ", softdep->name);
		words_print("pre:", &softdep->pre, out);
		if (softdep->pre.count && softdep->post.count)
			out_string(out, " ");
		words_print("post:", &softdep->post, out);
		out_string(out, "\n");
	}
}

const struct directive directive_softdep = { "softdep", softdep_parse, softdep_print };
