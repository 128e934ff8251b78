/* SPDX-License-Identifier: 0BSD */
/* A list of names: what most questions to a module directory are answered with. */
#ifndef INDEX_NAMES_H
#define INDEX_NAMES_H

#include "base/arena.h"

#include <stddef.h>

/* Names in the order of their priority; owned by the arena. A zeroed struct is an empty list. */
struct name_list {
	const char **at;
	size_t count, capacity;
};

/* Appends a name, which is borrowed. */
static inline void names_add(struct name_list *names, struct arena *arena, const char *name)
{
	names->at = arena_grow(arena, names->at, names->count, &names->capacity, sizeof *names->at);
	names->at[names->count++] = name;
}

#endif
