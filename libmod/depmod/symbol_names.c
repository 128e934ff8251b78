/* SPDX-License-Identifier: 0BSD */
/*
 * The names of symbols: a dense list, and a hash table of 4-byte numbers into it. Half as large as a table of
 * pointers would be, which counts: each reading process has one.
 */
#include "depmod/symbol_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_FIRST = 1024 };

/* Grows by realloc, which gives the old memory back; an arena would keep half of it for nothing. */
static void *grow(void *items, size_t size)
{
	void *grown = realloc(items, size);

	if (!grown)
		arena_exhausted();
	return grown;
}

void symbol_names_reserve(struct symbol_names *names, size_t count)
{
	size_t capacity = names->capacity ? names->capacity : NAMES_FIRST, mask;

	while (capacity < names->count + count)
		capacity *= 2;
	if (capacity == names->capacity)
		return;
	mask = capacity * 2 - 1;
	names->capacity = capacity;
	names->at = grow(names->at, capacity * sizeof *names->at);
	names->slots = grow(names->slots, capacity * 2 * sizeof *names->slots);
	/* the kernel chose the address: nobody can fill a file with names that all have one hash */
	if (!names->seed)
		names->seed = (uint32_t)((uintptr_t)names->slots >> 12) | 1;
	memset(names->slots, 0, capacity * 2 * sizeof *names->slots);
	for (uint32_t number = 0; number < names->count; number++) {
		size_t slot = names->at[number].hash & mask;

		while (names->slots[slot])
			slot = (slot + 1) & mask;
		names->slots[slot] = number + 1;
	}
}

static uint64_t load_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return word;
}

/* The last bytes of a text as a word: with some that were taken before if there are enough. */
static uint64_t load_end(const char *text, size_t length)
{
	uint64_t word = 0;

	if (length >= sizeof word)
		return load_word(text + length - sizeof word);
	while (length)
		word = word << 8 | (unsigned char)text[--length];
	return word;
}

/* The factor is 2 to the 64th by the golden ratio (Knuth, 6.4); the high half of the product is the good one. */
static uint64_t mix(uint64_t word)
{
	word *= 0x9e3779b97f4a7c15;
	return word ^ word >> 32;
}

/*
 * Eight bytes at a time: 160000 names of 20 bytes come by in a run, and byte by byte this takes 3 times as long.
 * The last mix is for the last bytes of a word, which the one before leaves in the high bits.
 */
static uint32_t hash_text(const struct symbol_names *names, const char *text, size_t length)
{
	uint64_t hash = (uint64_t)names->seed << 32 | length;

	for (size_t at = 0; at + 8 < length; at += 8)
		hash = mix(hash ^ load_word(text + at));
	return (uint32_t)mix(mix(hash ^ load_end(text, length)));
}

static bool same_text(const struct symbol_name *name, const char *text, size_t length)
{
	if (name->length != length || load_end(name->text, length) != load_end(text, length))
		return false;
	for (size_t at = 0; at + 8 < length; at += 8)
		if (load_word(name->text + at) != load_word(text + at))
			return false;
	return true;
}

/* The slot that holds the name, or the free one where it would go. */
static uint32_t *find(const struct symbol_names *names, const char *text, size_t length, uint32_t hash)
{
	size_t mask = names->capacity * 2 - 1;

	for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
		uint32_t *number = &names->slots[slot];

		if (!*number)
			return number;
		if (names->at[*number - 1].hash == hash && same_text(&names->at[*number - 1], text, length))
			return number;
	}
}

/* The name, with this text if it is new. There is room for it. */
static struct symbol_name *add(struct symbol_names *names, const char *text, size_t length, uint32_t hash)
{
	uint32_t *slot = find(names, text, length, hash);

	if (!*slot) {
		names->at[names->count++] = (struct symbol_name){ text, hash, (uint32_t)length, 0 };
		*slot = (uint32_t)names->count;
	}
	return &names->at[*slot - 1];
}

uint32_t symbol_names_borrow(struct symbol_names *names, const char *text, size_t length)
{
	symbol_names_reserve(names, 1);
	return (uint32_t)(add(names, text, length, hash_text(names, text, length)) - names->at);
}

uint32_t symbol_names_add(struct symbol_names *names, const char *text, size_t length)
{
	uint32_t number = symbol_names_borrow(names, text, length);
	struct symbol_name *name = &names->at[number];

	if (name->text == text)
		name->text = arena_copy(names->arena, text, length);
	return number;
}

uint32_t symbol_names_find(const struct symbol_names *names, const char *text, size_t length)
{
	if (!names->count)
		return SYMBOL_NONE;
	/* a free slot holds 0, and 0 - 1 is SYMBOL_NONE */
	return *find(names, text, length, hash_text(names, text, length)) - 1;
}

void symbol_names_merge(struct symbol_names *names, const struct symbol_name *from, size_t count, uint32_t *numbers)
{
	symbol_names_reserve(names, count);
	for (size_t i = 0; i < count; i++)
		numbers[i] = (uint32_t)(add(names, from[i].text, from[i].length, from[i].hash) - names->at);
}

void symbol_names_free(struct symbol_names *names)
{
	free(names->at);
	free(names->slots);
	*names = (struct symbol_names){ .arena = names->arena };
}
