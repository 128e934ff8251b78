/* SPDX-License-Identifier: 0BSD */
/*
 * The names of symbols: a dense list, and a hash table of 4-byte numbers into it. Half as large as a table of
 * pointers would be, which counts: each reading thread has one.
 */
#include "depmod/symbol_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_FIRST = 1024 };

/* Grows by realloc, which gives the old memory back; an arena would keep half of it for nothing. */
static void *grow(void *items, size_t count, size_t size)
{
	void *grown = realloc(items, count * size);

	if (!grown)
		arena_exhausted();
	return grown;
}

static void slots_fill(struct symbol_names *names)
{
	size_t mask = names->slot_count - 1;

	memset(names->slots, 0, names->slot_count * sizeof *names->slots);
	for (uint32_t number = 0; number < names->count; number++) {
		size_t slot = names->at[number].hash & mask;

		while (names->slots[slot])
			slot = (slot + 1) & mask;
		names->slots[slot] = number + 1;
	}
}

static void names_grow(struct symbol_names *names, size_t capacity)
{
	names->capacity = capacity;
	names->slot_count = names->capacity * 2;
	names->at = grow(names->at, names->capacity, sizeof *names->at);
	names->slots = grow(names->slots, names->slot_count, sizeof *names->slots);
	slots_fill(names);
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

/* Eight bytes at a time: 160000 names of 20 bytes come by in a run, and byte by byte this takes 3 times as long. */
static uint32_t hash_text(const char *text, size_t length)
{
	uint64_t hash = length;

	for (size_t at = 0; at + 8 < length; at += 8)
		hash = mix(hash ^ load_word(text + at));
	return (uint32_t)mix(hash ^ load_end(text, length));
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
static size_t slot_of(const struct symbol_names *names, const char *text, size_t length, uint32_t hash)
{
	size_t mask = names->slot_count - 1;
	size_t slot = hash & mask;

	for (; names->slots[slot]; slot = (slot + 1) & mask) {
		const struct symbol_name *name = &names->at[names->slots[slot] - 1];

		if (name->hash == hash && same_text(name, text, length))
			break;
	}
	return slot;
}

/* `copy`: whether the text must be copied; it is NUL-terminated otherwise. */
static uint32_t add(struct symbol_names *names, const char *text, size_t length, uint32_t hash, bool copy)
{
	size_t slot;

	if (names->count == names->capacity)
		names_grow(names, names->capacity ? names->capacity * 2 : NAMES_FIRST);
	slot = slot_of(names, text, length, hash);
	if (!names->slots[slot]) {
		names->at[names->count++] = (struct symbol_name){
			.text = copy ? arena_copy(names->arena, text, length) : text,
			.hash = hash,
			.length = (uint32_t)length,
		};
		names->slots[slot] = (uint32_t)names->count;
	}
	return names->slots[slot] - 1;
}

void symbol_names_reserve(struct symbol_names *names, size_t count)
{
	size_t capacity = NAMES_FIRST;

	while (capacity <= count)
		capacity *= 2;
	names_grow(names, capacity);
}

uint32_t symbol_names_add(struct symbol_names *names, const char *text, size_t length)
{
	return add(names, text, length, hash_text(text, length), true);
}

uint32_t symbol_names_borrow(struct symbol_names *names, const char *text, size_t length)
{
	return add(names, text, length, hash_text(text, length), false);
}

uint32_t symbol_names_find(const struct symbol_names *names, const char *text, size_t length)
{
	if (!names->count)
		return SYMBOL_NONE;
	/* a free slot holds 0, and 0 - 1 is SYMBOL_NONE */
	return names->slots[slot_of(names, text, length, hash_text(text, length))] - 1;
}

void symbol_names_merge(struct symbol_names *names, const struct symbol_names *from, uint32_t *numbers)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct symbol_name *name = &from->at[i];

		numbers[i] = add(names, name->text, name->length, name->hash, false);
	}
}

void symbol_names_free(struct symbol_names *names)
{
	free(names->at);
	free(names->slots);
	*names = (struct symbol_names){ .arena = names->arena };
}
