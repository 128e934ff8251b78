/* SPDX-License-Identifier: 0BSD */
/*
 * Lines of a text file. Most are given as they stand in the text. Escapes only ever shorten a line, so one
 * piece of memory of the size of what is left holds all lines with escapes, one behind the other.
 */
#include "base/lines.h"

#include <string.h>

void lines_open(struct lines *lines, struct str text, struct arena *arena)
{
	*lines = (struct lines){ .rest = text, .next = 1, .arena = arena };
}

/* The length of the line end at `at`, 0 if there is none. A lone '\r' is one at the end of the file. */
static size_t newline_length(const char *at, const char *end)
{
	size_t length = at < end && *at == '\r';

	if (at + length == end)
		return length;
	return at[length] == '\n' ? length + 1 : 0;
}

/* The next line with its escapes resolved. Returns what is behind it. */
static const char *line_copy(struct lines *lines, struct str *line)
{
	const char *at = lines->rest.at, *end = at + lines->rest.length;
	bool escaped = true;
	size_t newline = 0;

	if (!lines->end)
		lines->end = arena_bytes(lines->arena, lines->rest.length + 1);
	line->at = lines->end;
	while (at < end && (escaped || !newline)) {
		escaped = *at == '\\';
		at += escaped;
		newline = newline_length(at, end);
		at += newline;
		if (newline)
			lines->next += escaped;
		else if (escaped && lines->keeps_escapes)
			*lines->end++ = '\\';
		else if (at < end)
			*lines->end++ = *at++;
	}
	line->length = (size_t)(lines->end - line->at);
	lines->end++;
	return at;
}

/* The first `byte` of a text that is not empty, or its end. */
static const char *find(struct str text, char byte)
{
	const char *found = memchr(text.at, byte, text.length);

	return found ? found : text.at + text.length;
}

bool lines_next(struct lines *lines, struct str *line)
{
	struct str rest = lines->rest;
	const char *end;

	if (!rest.length)
		return false;
	end = find(rest, '\n');
	if (!lines->escape || lines->escape < rest.at)
		lines->escape = find(rest, '\\');
	lines->number = lines->next++;
	*line = (struct str){ rest.at, (size_t)(end - rest.at) };
	if (lines->escape < end || (line->length && end[-1] == '\r'))
		end = line_copy(lines, line);
	else
		end += line->length < rest.length;
	lines->rest.length -= (size_t)(end - rest.at);
	lines->rest.at = end;
	return true;
}
