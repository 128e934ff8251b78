/* SPDX-License-Identifier: 0BSD */
/* The malloc of the shipped program, under other names, since builds with sanitizers have their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void *box_malloc(size_t size);
void *box_calloc(size_t count, size_t size);
void *box_realloc(void *bytes, size_t size);
void box_free(void *bytes);

#define malloc box_malloc
#define calloc box_calloc
#define realloc box_realloc
#define free box_free
#include "base/malloc.c"
#undef malloc
#undef calloc
#undef realloc
#undef free

static bool all_are(const unsigned char *bytes, size_t size, unsigned char byte)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != byte)
			return false;
	return true;
}

static void test_contents_survive(void **state)
{
	unsigned char *blocks[64] = { 0 };
	size_t sizes[64] = { 0 };

	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		size_t i = (size_t)rand() % 64, old = sizes[i], size = (size_t)(rand() % 100) << rand() % 12;

		assert_true(all_are(blocks[i], old, (unsigned char)i));
		if (rand() % 3) {
			blocks[i] = box_realloc(blocks[i], size);
		} else {
			box_free(blocks[i]);
			blocks[i] = box_malloc(size);
			old = 0;
		}
		assert_int_equal((uintptr_t)blocks[i] % 16, 0);
		assert_true(all_are(blocks[i], old < size ? old : size, (unsigned char)i));
		memset(blocks[i], (int)i, size);
		sizes[i] = size;
	}
	for (size_t i = 0; i < 64; i++)
		box_free(blocks[i]);
	box_free(NULL);
}

static void test_calloc_is_zero(void **state)
{
	(void)state;
	for (size_t size = 0; size < 100000; size = size * 3 + 1) {
		unsigned char *bytes = box_calloc(3, size);

		assert_true(all_are(bytes, 3 * size, 0));
		memset(bytes, 1, 3 * size);
		box_free(bytes);
	}
}

static void test_too_much(void **state)
{
	void *bytes = box_malloc(10);

	(void)state;
	errno = 0;
	assert_null(box_malloc(SIZE_MAX));
	assert_int_equal(errno, ENOMEM);
	assert_null(box_malloc(PTRDIFF_MAX));
	assert_null(box_calloc(SIZE_MAX / 2, 3));
	assert_null(box_calloc(SIZE_MAX, SIZE_MAX));
	assert_null(box_realloc(bytes, SIZE_MAX));
	assert_null(box_realloc(bytes, SIZE_MAX / 4));
	box_free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contents_survive),
		cmocka_unit_test(test_calloc_is_zero),
		cmocka_unit_test(test_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
