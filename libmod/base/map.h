/* SPDX-License-Identifier: 0BSD */
/* From names to things: a hash table that only grows. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

struct map_entry {
	const char *key;	/* borrowed; NULL: free */
	uint32_t length, hash;
	void *value;
};

/* { .arena = ARENA } is an empty map; its table lives in that arena. */
struct map {
	struct arena *arena;
	struct map_entry *entries;	/* a power of two of them, at most three quarters in use */
	size_t count, capacity;
	uint32_t seed;			/* what hashes begin with; differs from run to run */
};

/* The value of `key`, or NULL. */
void *map_get(const struct map *map, struct str key);

/*
 * The place of the value of `key`, made (with NULL in it) if it is new. Valid until the next call.
 * `key` is borrowed for as long as the map lives.
 */
void **map_slot(struct map *map, struct str key);

/* Notes a name, which is borrowed as above. Returns false if it was there already. */
bool map_add(struct map *map, const char *name);

#endif
