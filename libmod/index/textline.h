/* SPDX-License-Identifier: 0BSD */
/* Lines of the text files that depmod writes, or that somebody wrote by hand. */
#ifndef INDEX_TEXTLINE_H
#define INDEX_TEXTLINE_H

#include "base/lines.h"

/* What may stand between words. */
#define TEXTLINE_BLANKS " \t"

/* The first word of the next line that is neither empty nor a comment (#), and what follows it. False at the end. */
bool textline_next(struct lines *lines, struct str *word, struct str *rest);

#endif
