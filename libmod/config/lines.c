/* SPDX-License-Identifier: 0BSD */
/*
 * Lines of a configuration file. Most are given as they stand in the text. Escapes only ever shorten a line, so one
 * piece of memory of the size of what is left holds all lines with escapes, one behind the other.
 */
#include "config/lines.h"

#include <string.h>

void lines_open(struct lines *lines, struct str text, struct arena *arena)
{
	*lines = (struct lines){ .rest = text, .next = 1, .arena = arena };
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

/* The next line as it stands in the text, if it has no escapes and nothing but '\n' at its end. */
static bool line_borrow(struct lines *lines, struct str *line)
{
	struct str rest = lines->rest;
	const char *newline = memchr(rest.at, '\n', rest.length);
	size_t length = newline ? (size_t)(newline - rest.at) : rest.length;

	if (memchr(rest.at, '\\', length) || (length && rest.at[length - 1] == '\r'))
		return false;
	str_cut(&lines->rest, "\n", line);
	lines->next++;
	return true;
}

/* The next line with its escapes resolved. */
static void line_copy(struct lines *lines, struct str *line)
{
	const char *at = lines->rest.at, *end = at + lines->rest.length;
	bool ended = false;
	char *start;

	if (!lines->end)
		lines->end = arena_bytes(lines->arena, lines->rest.length);
	start = lines->end;
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
}

bool lines_next(struct lines *lines, struct str *line)
{
	if (!lines->rest.length)
		return false;
	lines->number = lines->next;
	if (!line_borrow(lines, line))
		line_copy(lines, line);
	return true;
}
