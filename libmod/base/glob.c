/* SPDX-License-Identifier: 0BSD */
/* Shell patterns: greedy from star to star, so no pattern makes it slow. */
#include "base/glob.h"

#include <stddef.h>
#include <string.h>

bool glob_set_match(const char *pattern, char byte, const char **end)
{
	unsigned char wanted = (unsigned char)byte;
	const char *at = pattern + 1;
	bool negated = *at == '!' || *at == '^', found = false;

	at += negated;
	for (const char *first = at; *at && (*at != ']' || at == first);) {
		unsigned char low, high;

		at += *at == '\\' && at[1];
		low = high = (unsigned char)*at++;
		if (*at == '-' && at[1] && at[1] != ']') {
			at += 1 + (at[1] == '\\' && at[2]);
			high = (unsigned char)*at++;
		}
		found |= low <= wanted && wanted <= high;
	}
	*end = *at ? at + 1 : NULL;
	return found != negated;
}

/* Whether one byte matches the pattern's next element, which is not a star; `*next` is what follows it. */
static bool element_match(const char *pattern, char byte, const char **next)
{
	bool found;

	*next = pattern + 1;
	switch (*pattern) {
	case '\0':
		return false;
	case '?':
		return true;
	case '[':
		found = glob_set_match(pattern, byte, next);
		if (*next)
			return found;
		*next = pattern + 1;
		return byte == '[';
	case '\\':
		*next = pattern + 2;
		return pattern[1] == byte;	/* a backslash at the end matches nothing */
	default:
		return *pattern == byte;
	}
}

bool glob_match(const char *pattern, const char *text)
{
	const char *star = NULL, *star_text = NULL;

	while (*text) {
		const char *next;

		if (*pattern == '*') {
			star = ++pattern;
			star_text = text;
		} else if (element_match(pattern, *text, &next)) {
			pattern = next;
			text++;
		} else if (star) {
			pattern = star;
			text = ++star_text;
		} else {
			return false;
		}
	}
	return !pattern[strspn(pattern, "*")];
}

bool glob_is_pattern(const char *pattern)
{
	return pattern[strcspn(pattern, "*?[\\")] != '\0';
}
