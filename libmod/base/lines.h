/* SPDX-License-Identifier: 0BSD */
/* The text of a configuration file, or of one that depmod wrote, as lines. */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include "base/arena.h"
#include "base/str.h"

struct lines {
	struct str rest;	/* not read yet */
	unsigned number;	/* of the line that lines_next gave, from 1; of the first one if it was continued */
	unsigned next;		/* of the line that rest begins with */
	struct arena *arena;
	bool keeps_escapes;	/* only a backslash at the end of a line is one: set it after lines_open */
	char *end;		/* where the next line with escapes will be put; NULL before the first */
	const char *escape;	/* the first backslash of rest, or its end; before rest: not looked for yet */
};

/* Starts on `text`, which is borrowed for as long as a line of it is used. */
void lines_open(struct lines *lines, struct str text, struct arena *arena);

/*
 * The next line without its end, in the text or in the arena; the byte behind it is nobody's, so a NUL may be put
 * there, if the text has a byte behind its end. A backslash at the end of a line continues it; before any other byte it
 * stands for that byte; at the end of the file it is nothing. "\r\n" ends a line as "\n" does.
 * Returns false at the end.
 */
bool lines_next(struct lines *lines, struct str *line);

#endif
