/* SPDX-License-Identifier: 0BSD */
/*
 * `softdep PATTERN pre: NAME... post: NAME...`: what to load before and after a module if it is there. Names in front
 * of the first "pre:" or "post:" mean nothing; cifs has such lines.
 */
#include "config/directives.h"

#include "base/glob.h"

#include <errno.h>
#include <stdint.h>

/* Makes the last line known to softdep_matching. */
static void softdep_index(struct softdep_list *list)
{
	const struct softdep *softdep = list->at[list->count - 1];
	void **place;

	list->plain.arena = list->arena;
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
	const char *name = directive_name(config, &rest);
	struct str words = rest, word;
	struct softdep *softdep;

	if (!name || !str_word(&words, " \t", &word))
		return -EINVAL;
	softdep = arena_alloc(config->arena, sizeof *softdep);
	*softdep = (struct softdep){ name, glob_is_pattern(name), .rest = rest, .origin = origin };
	list->arena = config->arena;
	list->at = arena_grow(list->arena, list->at, list->count, &list->capacity, sizeof *list->at);
	list->at[list->count++] = softdep;
	softdep_index(list);
	return 0;
}

static void word_add(struct word_list *words, struct arena *arena, struct str word)
{
	words->at = arena_grow(arena, words->at, words->count, &words->capacity, sizeof *words->at);
	words->at[words->count++] = arena_copy(arena, word.at, word.length);
}

/* The words of a line to its lists; the second time nothing is left to do. */
static const struct softdep *softdep_cut(struct softdep *softdep, struct arena *arena)
{
	struct word_list ignored = { 0 }, *words = &ignored;
	struct str word;

	while (str_word(&softdep->rest, " \t", &word)) {
		if (str_equal(word, "pre:"))
			words = &softdep->pre;
		else if (str_equal(word, "post:"))
			words = &softdep->post;
		else
			word_add(words, arena, word);
	}
	return softdep;
}

const struct softdep *softdep_matching(const struct softdep_list *list, const char *name)
{
	uintptr_t place = (uintptr_t)map_get(&list->plain, str_of(name));
	size_t before = place ? place - 1 : list->count;

	for (size_t i = 0; list->pattern_count && i < before; i++)
		if (list->at[i]->is_pattern && glob_match(list->at[i]->name, name))
			return softdep_cut(list->at[i], list->arena);
	return place ? softdep_cut(list->at[place - 1], list->arena) : NULL;
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
		const struct softdep *softdep = softdep_cut(config->softdeps.at[i], config->arena);

		out_format(out, "softdep %s ", softdep->name);
		words_print("pre:", &softdep->pre, out);
		if (softdep->pre.count && softdep->post.count)
			out_string(out, " ");
		words_print("post:", &softdep->post, out);
		out_string(out, "\n");
	}
}

const struct directive directive_softdep = { "softdep", softdep_parse, softdep_print };
