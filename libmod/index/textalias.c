/* SPDX-License-Identifier: 0BSD */
/* The lines of modules.alias and modules.symbols. */
#include "index/textalias.h"

#include "index/textline.h"
#include "module/name.h"

void textalias_add(struct str pattern, const char *name, uint32_t priority, struct arena *arena,
		   struct index_entries *out)
{
	char *normal = arena_copy(arena, pattern.at, pattern.length);

	if (alias_fold(normal) && index_key_is_valid(normal))
		index_entries_add(out, arena, normal, name, priority);
}

void textalias_read(struct str text, struct arena *arena, struct index_entries *out)
{
	struct str keyword, pattern, name, rest;
	struct lines lines;

	lines_open(&lines, text, arena);
	lines.keeps_escapes = true;
	while (textline_next(&lines, &keyword, &rest))
		if (str_equal(keyword, "alias") && str_word(&rest, TEXTLINE_BLANKS, &pattern) &&
		    str_word(&rest, TEXTLINE_BLANKS, &name))
			textalias_add(pattern, name_normal(arena, arena_copy(arena, name.at, name.length)),
				      (uint32_t)out->count, arena, out);
}
