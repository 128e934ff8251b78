/* SPDX-License-Identifier: 0BSD */
/* From names to things: open addressing, linear probing, nothing is ever removed. */
#include "base/map.h"

#include <string.h>

/* The first table is small enough to compare name by name; below MAP_QUICK tables grow to what most maps need. */
enum { MAP_FIRST = 8, MAP_QUICK = 512 };

/*
 * FNV-1a: names are short, and one multiplication a byte is not what such runs spend their time on. It begins with a
 * number that nobody knows before: a file could be full of names that all have the same hash from a known beginning.
 * In the first table all have the same.
 */
static uint32_t hash_of(const struct map *map, struct str key)
{
	uint32_t hash = map->seed;

	if (map->capacity == MAP_FIRST)
		return 0;
	for (size_t i = 0; i < key.length; i++)
		hash = (hash ^ (unsigned char)key.at[i]) * 16777619u;
	return hash;
}

/* The entry that holds the key, or the free one where it would go. */
static struct map_entry *map_find(const struct map *map, struct str key, uint32_t hash)
{
	size_t mask = map->capacity - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct map_entry *entry = &map->entries[i];

		if (!entry->key)
			return entry;
		if (entry->hash == hash && entry->length == key.length &&
		    !memcmp(entry->key, key.at, key.length))
			return entry;
	}
}

static void map_rehash(struct map *map)
{
	struct map_entry *old = map->entries;
	size_t count = map->capacity;

	map->capacity = !old ? MAP_FIRST : count < MAP_QUICK ? count * 4 : count * 2;
	map->entries = arena_alloc(map->arena, map->capacity * sizeof *map->entries);
	if (!old)	/* the kernel chose the address */
		map->seed = (uint32_t)((uintptr_t)map->entries >> 12) * 2654435761u;
	for (size_t i = 0; i < count; i++) {
		struct map_entry *entry = &old[i];
		struct str key = { entry->key, entry->length };

		if (!entry->key)
			continue;
		if (count == MAP_FIRST)
			entry->hash = hash_of(map, key);
		*map_find(map, key, entry->hash) = *entry;
	}
}

void *map_get(const struct map *map, struct str key)
{
	if (!map->count)
		return NULL;
	return map_find(map, key, hash_of(map, key))->value;
}

void **map_slot(struct map *map, struct str key)
{
	struct map_entry *entry;
	uint32_t hash;

	if (map->count >= map->capacity / 4 * 3)
		map_rehash(map);
	hash = hash_of(map, key);
	entry = map_find(map, key, hash);
	if (!entry->key) {
		entry->key = key.at;
		entry->length = (uint32_t)key.length;
		entry->hash = hash;
		map->count++;
	}
	return &entry->value;
}

bool map_add(struct map *map, const char *name)
{
	void **slot = map_slot(map, str_of(name));
	bool is_new = !*slot;

	*slot = map;
	return is_new;
}
