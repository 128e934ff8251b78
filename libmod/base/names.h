/* SPDX-License-Identifier: 0BSD */
/* A list of names, paths or words. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/arena.h"

#include <stddef.h>

/* Owned by an arena. A zeroed struct is an empty list. */
struct name_list {
	const char **at;
	size_t count, capacity;
};

/* Appends a name, which is borrowed. */
void names_add(struct name_list *names, struct arena *arena, const char *name);

#endif
