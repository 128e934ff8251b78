/* SPDX-License-Identifier: 0BSD */
/* Lines of text files. */
#include "index/textline.h"

bool textline_next(struct lines *lines, struct str *word, struct str *rest)
{
	while (lines_next(lines, rest))
		if (str_word(rest, TEXTLINE_BLANKS, word) && *word->at != '#')
			return true;
	return false;
}
