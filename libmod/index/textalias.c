/* SPDX-License-Identifier: 0BSD */
/* The lines of modules.alias and modules.symbols. */
#include "index/textalias.h"

#include "index/textline.h"
#include "module/name.h"

void textalias_add(const char *pattern, const char *name, uint32_t priority, struct arena *arena,
		   struct index_entries *out)
{
	const char *normal = alias_normal(arena, pattern, NULL);

	if (normal && index_key_is_valid(normal))
		index_entries_add(out, arena, normal, name, priority);
}

void textalias_read(struct str text, struct arena *arena, struct index_entries *out)
{
	struct str line, keyword, pattern, name;

	while (textline_next(&text, arena, &line)) {
		if (!str_word(&line, TEXTLINE_BLANKS, &keyword) || !str_equal(keyword, "alias") ||
		    !str_word(&line, TEXTLINE_BLANKS, &pattern) || !str_word(&line, TEXTLINE_BLANKS, &name))
			continue;
		textalias_add(arena_copy(arena, pattern.at, pattern.length),
			      name_normal(arena, arena_copy(arena, name.at, name.length)),
			      (uint32_t)out->count, arena, out);
	}
}
