/* SPDX-License-Identifier: 0BSD */
/* Borrowed bytes with a length, and cutting them into parts. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

/* Belongs to somebody else; not NUL-terminated unless said so. { 0 } is empty. */
struct str {
	const char *at;
	size_t length;
};

struct str str_of(const char *string);
bool str_equal(struct str a, const char *b);
bool str_starts(const char *string, const char *start);
bool str_ends(const char *string, const char *end);

/*
 * Cuts the part before the first byte that is in `separators` off `*rest`; the separator goes too.
 * Without one the whole rest is the part. Returns false when nothing is left.
 */
bool str_cut(struct str *rest, const char *separators, struct str *part);

/* The same for words: any number of `separators` before and between them. */
bool str_word(struct str *rest, const char *separators, struct str *word);

/*
 * Cuts the first word between blanks and tabs off `*rest`, a text that may be changed, and ends it with a NUL; the
 * blank behind it goes. "" at the end.
 */
char *str_take(char **rest);

/*
 * A decimal number, or with 0x a hexadecimal one, that fills all of `string` and is at most `limit`.
 * Returns false and leaves `*out` alone for anything else.
 */
bool str_number(const char *string, unsigned long limit, unsigned long *out);

#endif
