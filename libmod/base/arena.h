/* SPDX-License-Identifier: 0BSD */
/* Memory that is freed all at once: what a command learns, it keeps until its end. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

/* A zeroed struct is an empty arena. Not shared between threads: each has its own. */
struct arena {
	struct arena_chunk *chunks;
	char *at;
	size_t left;
	bool is_shared;	/* arena_share made it */
};

/*
 * `size` zeroed bytes, aligned for any type, owned by the arena.
 * Never NULL: a machine without memory ends the program with a message and exit code 1.
 */
void *arena_alloc(struct arena *arena, size_t size);

/*
 * `size` bytes with unknown contents and no alignment: for text and file bytes.
 * Never NULL, as above.
 */
char *arena_bytes(struct arena *arena, size_t size);

/* A copy of `size` bytes with a NUL after them. */
char *arena_copy(struct arena *arena, const void *bytes, size_t size);

/* A copy of `size` bytes, aligned for any type. */
void *arena_keep(struct arena *arena, const void *items, size_t size);

/* A copy of a NUL-terminated string. */
char *arena_string(struct arena *arena, const char *string);

/* Text made by fmt (base/fmt.h), NUL-terminated. */
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(__printf__, 2, 3)));

/*
 * Room for one more item in a growing array: returns `items`, moved if it was full and is not the last thing in the
 * arena. `count` and `*capacity` count items; an old array stays in the arena (at most as much again).
 *	list->at = arena_grow(arena, list->at, list->count, &list->capacity, sizeof *list->at);
 *	list->at[list->count++] = item;
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t item_size);

/*
 * One more item at the end of a list, whose bytes are unknown. The list is any struct that begins as struct arena_list
 * does; a zeroed one is empty, and its array moves as that of arena_grow.
 *	struct thing *thing = arena_add(arena, list, sizeof *thing);
 *	*thing = (struct thing){ ... };
 */
void *arena_add(struct arena *arena, void *list, size_t item_size);

struct arena_list {
	void *at;
	size_t count, capacity;
} __attribute__((may_alias));

/*
 * Lends an empty arena its first `size` bytes, aligned for any type, which must outlive it. Memory on the stack of main
 * costs a short command less than a mapping does.
 */
void arena_lend(struct arena *arena, void *memory, size_t size);

/*
 * Gives an empty arena `size` bytes, of which a process that is forked later sees what others write, at the same
 * addresses. Only what is used takes memory. It cannot grow: a process that needs more ends at once, with exit code 1.
 * Returns false, the arena still empty, if there is no such memory.
 */
bool arena_share(struct arena *arena, size_t size);

/* Forget everything but keep the newest chunk for what comes next. */
void arena_reset(struct arena *arena);

/* Give everything back to the system; the arena is empty and usable again. */
void arena_free(struct arena *arena);

/* The end of the road: "PROGRAM: FATAL: out of memory" on stderr, exit code 1. */
_Noreturn void arena_exhausted(void);

#endif
