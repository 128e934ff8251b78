/* SPDX-License-Identifier: 0BSD */
/* modules.alias and modules.symbols: lines "alias PATTERN MODULE", those of a module that comes first before others. */
#ifndef INDEX_TEXTALIAS_H
#define INDEX_TEXTALIAS_H

#include "base/arena.h"
#include "base/str.h"
#include "index/index_write.h"

/* Adds every line as normal pattern -> module name, in the order of the file. What is not such a line is left out. */
void textalias_read(struct str text, struct arena *arena, struct index_entries *out);

/* Adds one alias in any spelling; one with a stray bracket, or a byte above 127, is left out. */
void textalias_add(struct str pattern, const char *name, uint32_t priority, struct arena *arena,
		   struct index_entries *out);

#endif
