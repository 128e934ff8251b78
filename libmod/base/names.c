/* SPDX-License-Identifier: 0BSD */
/* Lists of names. */
#include "base/names.h"

void names_add(struct name_list *names, struct arena *arena, const char *name)
{
	names->at = arena_grow(arena, names->at, names->count, &names->capacity, sizeof *names->at);
	names->at[names->count++] = name;
}
