/* SPDX-License-Identifier: 0BSD */
/* A list of words as a program gets them: argv, or text that is cut as a shell does it. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/arena.h"

#include <stddef.h>

/* at[0] to at[count - 1]; owned by an arena, or argv itself. */
struct words {
	char **at;
	size_t count, capacity;
};

/* Appends one word; it must live as long as the list. NULL as well, to end it. */
void word_add(struct words *words, char *word, struct arena *arena);

/* Adds the words of `text`, cut at blanks; quotes of both kinds hold a word together and are taken off. */
void words_add(struct words *words, const char *text, struct arena *arena);

#endif
