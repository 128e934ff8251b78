/* SPDX-License-Identifier: 0BSD */
/*
 * Lines of a configuration file. Escapes only ever shorten a text, so one piece of memory of the file's size
 * holds all lines, one behind the other.
 */
#include "config/lines.h"

#include <string.h>

void lines_open(struct lines *lines, struct str text, struct arena *arena)
{
	*lines = (struct lines){ .rest = text, .next = 1, .end = arena_bytes(arena, text.length) };
}

/* The length of the line end at `at`, 0 if there is none. A lone '\r' is one at the end of the file. */
static size_t newline_length(const char *at, const char *end)
{
	if (at < end && *at == '\n')
		return 1;
	if (at < end && *at == '\r' && at + 1 == end)
		return 1;
	return at + 1 < end && at[0] == '\r' && at[1] == '\n' ? 2 : 0;
}

bool lines_next(struct lines *lines, struct str *line)
{
	const char *at = lines->rest.at, *end = at + lines->rest.length;
	char *start = lines->end;
	bool ended = false;

	if (at == end)
		return false;
	lines->number = lines->next;
	while (at < end && !ended) {
		bool escaped = *at == '\\';
		size_t newline;

		at += escaped;
		newline = newline_length(at, end);
		at += newline;
		if (newline) {
			lines->next++;
			ended = !escaped;
		} else if (at < end) {
			*lines->end++ = *at++;
		}
	}
	*line = (struct str){ start, (size_t)(lines->end - start) };
	lines->rest = (struct str){ at, (size_t)(end - at) };
	return true;
}
