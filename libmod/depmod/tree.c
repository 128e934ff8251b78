/* SPDX-License-Identifier: 0BSD */
/* What one run of depmod knows: the little that it can be asked for. */
#include "depmod/tree.h"

#include <string.h>

const char *facts_info(const struct facts *facts, enum info_kind kind, const char **at)
{
	const char *next = *at ? *at + strlen(*at) + 1 : facts->infos;
	const char *end = facts->infos + facts->infos_size;

	while (next != end && *next != (char)kind)
		next += strlen(next) + 1;
	*at = next;
	return next == end ? NULL : next + 1;
}

void tree_close(struct tree *tree)
{
	for (size_t i = 0; i < tree->reader_count; i++)
		arena_free(&tree->reader_arenas[i]);
	tree->reader_count = 0;
	symbol_names_free(&tree->symbols);
}
