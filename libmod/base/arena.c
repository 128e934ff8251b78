/* SPDX-License-Identifier: 0BSD */
/*
 * Memory that is freed all at once, in chunks straight from mmap:
 *
 *	arena.chunks -> [ header | used ........ | free ]  <- arena.at, arena.left
 *	                    |
 *	                    +-> [ header | used ... ] -> ...
 *
 * Fresh pages are zero already, so arena_alloc only clears what arena_reset gave back.
 */
#include "base/arena.h"

#include "base/fmt.h"
#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	CHUNK_FIRST = 24 << 10,
	CHUNK_LARGEST = 1 << 20,
	ALIGNMENT = 16,
};

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;	/* of the whole mapping, in bytes */
	bool dirty;	/* its bytes are not zero: lent, or from before an arena_reset */
	bool is_lent;	/* not ours to give back */
	_Alignas(ALIGNMENT) char bytes[];
};

void arena_exhausted(void)
{
	log_fatal("out of memory");
	_exit(1);
}

/* Maps a chunk of `size` bytes, the newest one from now on. */
static bool chunk_map(struct arena *arena, size_t size, int flags)
{
	struct arena_chunk *chunk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);

	if (chunk == MAP_FAILED)
		return false;
	chunk->next = arena->chunks;
	chunk->size = size;
	arena->chunks = chunk;
	arena->at = chunk->bytes;
	arena->left = size - sizeof *chunk;
	return true;
}

void arena_lend(struct arena *arena, void *memory, size_t size)
{
	struct arena_chunk *chunk = memory;

	*chunk = (struct arena_chunk){ .size = size, .dirty = true, .is_lent = true };
	arena->chunks = chunk;
	arena->at = chunk->bytes;
	arena->left = size - sizeof *chunk;
}

bool arena_share(struct arena *arena, size_t size)
{
	arena->is_shared = chunk_map(arena, size, MAP_SHARED | MAP_NORESERVE);
	return arena->is_shared;
}

static void chunk_add(struct arena *arena, size_t need)
{
	size_t size = arena->chunks ? arena->chunks->size * 2 : CHUNK_FIRST;

	if (arena->is_shared)
		_exit(1);
	if (size > CHUNK_LARGEST)
		size = CHUNK_LARGEST;
	if (need > SIZE_MAX / 2)
		arena_exhausted();
	if (size < need + sizeof(struct arena_chunk))
		size = (need + sizeof(struct arena_chunk) + 4095) & ~(size_t)4095;
	if (!chunk_map(arena, size, MAP_PRIVATE))
		arena_exhausted();
}

char *arena_bytes(struct arena *arena, size_t size)
{
	char *bytes;

	if (arena->left < size || !arena->chunks)
		chunk_add(arena, size);
	bytes = arena->at;
	arena->at += size;
	arena->left -= size;
	return bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t gap = -(uintptr_t)arena->at & (ALIGNMENT - 1);
	void *bytes;

	if (arena->left < gap || arena->left - gap < size || !arena->chunks) {
		chunk_add(arena, size);
		gap = 0;
	}
	bytes = arena_bytes(arena, gap + size) + gap;
	if (arena->chunks->dirty)
		memset(bytes, 0, size);
	return bytes;
}

char *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	char *copy = arena_bytes(arena, size + 1);

	if (size)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	return copy;
}

void *arena_keep(struct arena *arena, const void *items, size_t size)
{
	void *copy = arena_alloc(arena, size);

	if (size)
		memcpy(copy, items, size);
	return copy;
}

char *arena_string(struct arena *arena, const char *string)
{
	return arena_copy(arena, string, strlen(string));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list list, again;
	size_t length;
	char *text;

	va_start(list, format);
	va_copy(again, list);
	length = fmt_list(NULL, 0, format, list);
	text = arena_bytes(arena, length + 1);
	fmt_list(text, length + 1, format, again);
	va_end(again);
	va_end(list);
	return text;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t item_size)
{
	size_t size = *capacity * item_size, wanted = size ? size * 2 : item_size * 4;
	void *grown = items;

	if (count < *capacity)
		return items;
	if (wanted > SIZE_MAX / 4)
		arena_exhausted();
	if (size && (char *)items + size == arena->at && wanted - size <= arena->left) {
		arena_bytes(arena, wanted - size);
	} else {
		grown = arena_alloc(arena, wanted);
		if (count)
			memcpy(grown, items, size);
	}
	*capacity = wanted / item_size;
	return grown;
}

void *arena_add(struct arena *arena, void *list, size_t item_size)
{
	struct arena_list *items = list;

	if (items->count == items->capacity)
		items->at = arena_grow(arena, items->at, items->count, &items->capacity, item_size);
	return (char *)items->at + items->count++ * item_size;
}

static void chunks_free(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *next = chunk->next;

		if (!chunk->is_lent)
			munmap(chunk, chunk->size);
		chunk = next;
	}
}

void arena_reset(struct arena *arena)
{
	struct arena_chunk *newest = arena->chunks;

	if (!newest)
		return;
	chunks_free(newest->next);
	newest->next = NULL;
	newest->dirty = true;
	arena->at = newest->bytes;
	arena->left = newest->size - sizeof *newest;
}

void arena_free(struct arena *arena)
{
	chunks_free(arena->chunks);
	*arena = (struct arena){ 0 };
}
