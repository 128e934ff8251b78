/* SPDX-License-Identifier: 0BSD */
/* Cutting text into words. */
#include "base/words.h"

#include <stdbool.h>
#include <string.h>

void word_add(struct words *words, char *word, struct arena *arena)
{
	*(char **)arena_add(arena, words, sizeof *words->at) = word;
}

void words_add(struct words *words, const char *text, struct arena *arena)
{
	char *word = arena_bytes(arena, strlen(text) + 1), *end = word;
	char quote = '\0';
	bool in_word = false;

	for (; *text; text++) {
		if (quote ? *text == quote : *text == '\'' || *text == '"') {
			quote = quote ? '\0' : *text;
			in_word = true;
		} else if (quote || !strchr(" \t\n", *text)) {
			*end++ = *text;
			in_word = true;
		} else if (in_word) {
			*end++ = '\0';
			word_add(words, word, arena);
			word = end;
			in_word = false;
		}
	}
	*end = '\0';
	if (in_word)
		word_add(words, word, arena);
}
