/* SPDX-License-Identifier: 0BSD */
/* Lists of names. */
#include "base/names.h"

void names_add(struct name_list *names, struct arena *arena, const char *name)
{
	*(const char **)arena_add(arena, names, sizeof *names->at) = name;
}
