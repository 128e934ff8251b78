/* SPDX-License-Identifier: 0BSD */
/* Sorting: ordered, stable, nothing lost, for every size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/sort.h"

#include <stdlib.h>

struct item {
	int key, place;
	char more[3];
};

static int compare(const void *a, const void *b)
{
	return ((const struct item *)a)->key - ((const struct item *)b)->key;
}

static void test_sizes(void **state)
{
	(void)state;
	srand(1);
	sort(NULL, 0, sizeof(struct item), compare);
	for (int count = 1; count < 200; count++) {
		for (int keys = 1; keys < 300; keys = keys * 4 + 1) {
			struct item *items = calloc((size_t)count, sizeof *items);

			for (int i = 0; i < count; i++)
				items[i] = (struct item){ .key = rand() % keys, .place = i };
			sort(items, (size_t)count, sizeof *items, compare);
			for (int i = 1; i < count; i++) {
				assert_true(items[i - 1].key <= items[i].key);
				if (items[i - 1].key == items[i].key)
					assert_true(items[i - 1].place < items[i].place);
			}
			free(items);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_sizes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
