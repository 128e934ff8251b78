/* SPDX-License-Identifier: 0BSD */
/* A merge sort: each half is sorted, then the first half is set aside and the two are merged back. */
#include "base/sort.h"

#include "base/arena.h"

#include <stdbool.h>
#include <string.h>

/* Bytes that are set aside without asking for memory: most lists are folders of a few files. */
enum { SORT_SMALL = 1024 };

struct order {
	size_t size;
	int (*compare)(const void *, const void *);
	char *aside;
};

static void sort_part(const struct order *order, char *items, size_t count)
{
	size_t size = order->size, half = count / 2 * size;
	char *left = order->aside, *left_end = left + half, *right = items + half, *end = items + count * size;

	if (count < 2)
		return;
	sort_part(order, items, count / 2);
	sort_part(order, right, count - count / 2);
	memcpy(left, items, half);
	while (left < left_end) {
		bool is_right = right < end && order->compare(left, right) > 0;
		char **from = is_right ? &right : &left;

		memcpy(items, *from, size);
		*from += size;
		items += size;
	}
}

void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	struct arena arena = { 0 };
	_Alignas(16) char small[SORT_SMALL];
	struct order order = { size, compare, small };

	if (count / 2 * size > sizeof small)
		order.aside = arena_bytes(&arena, count / 2 * size);
	sort_part(&order, items, count);
	arena_free(&arena);
}
