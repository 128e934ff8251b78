/* SPDX-License-Identifier: 0BSD */
/* The names of symbols, each kept once and numbered from 0 in the order of their coming. */
#ifndef DEPMOD_SYMBOL_NAMES_H
#define DEPMOD_SYMBOL_NAMES_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

#define SYMBOL_NONE UINT32_MAX

struct symbol_name {
	const char *text;	/* NUL-terminated, in the arena */
	uint32_t hash, length;	/* of the text */
	uint32_t mark;		/* the user's own; 0 when the name is new */
};

/* { .arena = ARENA } is empty; the texts go into that arena. */
struct symbol_names {
	struct arena *arena;
	struct symbol_name *at;
	uint32_t *slots;	/* hash table, twice the capacity, of numbers plus one; 0: free */
	size_t count, capacity;
	uint32_t seed;		/* what hashes begin with; differs from run to run */
};

/* Makes room for `count` more names at once, and chooses the seed if there is none. */
void symbol_names_reserve(struct symbol_names *names, size_t count);

/* The number of a name of `length` bytes without NUL, copied if it is new. */
uint32_t symbol_names_add(struct symbol_names *names, const char *text, size_t length);

/* The same for a NUL-terminated text that is borrowed, not copied. */
uint32_t symbol_names_borrow(struct symbol_names *names, const char *text, size_t length);

/* The number of a name, or SYMBOL_NONE. */
uint32_t symbol_names_find(const struct symbol_names *names, const char *text, size_t length);

/*
 * Adds all `count` names of another table that was made with the same seed: `numbers` gets the number of each in this
 * one. The texts are borrowed, not copied.
 */
void symbol_names_merge(struct symbol_names *names, const struct symbol_name *from, size_t count, uint32_t *numbers);

/* Gives the table back (the texts stay in the arena); it is empty and usable again. */
void symbol_names_free(struct symbol_names *names);

#endif
