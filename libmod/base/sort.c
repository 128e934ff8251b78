/* SPDX-License-Identifier: 0BSD */
/*
 * A merge sort from the bottom up: runs of 1, 2, 4 ... items are merged from one half of the memory
 * to the other until one run is left.
 */
#include "base/sort.h"

#include "base/arena.h"

#include <stdbool.h>
#include <string.h>

/* Bytes that are sorted without asking for memory: most lists are folders of a few files. */
enum { SORT_SMALL = 2048 };

struct order {
	size_t size;
	int (*compare)(const void *, const void *);
};

/* Merges items [low, middle) and [middle, high) of `from` into `to`. */
static void merge(char *to, const char *from, size_t low, size_t middle, size_t high,
		  const struct order *order)
{
	size_t size = order->size, left = low, right = middle;

	for (size_t at = low; at < high; at++) {
		bool from_left = left < middle &&
				 (right == high ||
				  order->compare(from + left * size, from + right * size) <= 0);

		memcpy(to + at * size, from + (from_left ? left++ : right++) * size, size);
	}
}

void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	struct arena arena = { 0 };
	struct order order = { size, compare };
	_Alignas(16) char small[SORT_SMALL];
	char *from = items, *to;

	if (count < 2)
		return;
	to = count <= sizeof small / size ? small : arena_bytes(&arena, count * size);
	for (size_t run = 1; run < count; run *= 2) {
		char *swap = from;

		for (size_t low = 0; low < count; low += run * 2) {
			size_t middle = count - low > run ? low + run : count;
			size_t high = count - low > run * 2 ? low + run * 2 : count;

			merge(to, from, low, middle, high, &order);
		}
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * size);
	arena_free(&arena);
}
