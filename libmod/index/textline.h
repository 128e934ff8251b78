/* SPDX-License-Identifier: 0BSD */
/* Lines of the text files that depmod writes, or that somebody wrote by hand. */
#ifndef INDEX_TEXTLINE_H
#define INDEX_TEXTLINE_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

/* What may stand between words. */
#define TEXTLINE_BLANKS " \t\r\v\f"

/*
 * Takes the next line with something in it off `*rest`: comments (#) are skipped, blanks at both ends cut off. A line
 * that ends in a backslash goes on in the next one; such lines are joined in the arena. CRLF ends a line too.
 * Returns false at the end.
 */
bool textline_next(struct str *rest, struct arena *arena, struct str *line);

#endif
