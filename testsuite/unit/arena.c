/* SPDX-License-Identifier: 0BSD */
/* Arenas: alignment, zeroes, growth, and what reset and free leave behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

#include <string.h>

static void test_allocations_are_zeroed_and_aligned(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t size = 0; size < 3000; size += 7) {
		char *odd = arena_bytes(&arena, size % 5);
		unsigned char *bytes = arena_alloc(&arena, size);

		assert_non_null(odd);
		assert_int_equal((uintptr_t)bytes % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(bytes[i], 0);
		memset(bytes, 0xa5, size);
		memset(odd, 0x5a, size % 5);
	}
	arena_free(&arena);
}

static void test_zeroed_after_reset(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	arena_reset(&arena);
	memset(arena_bytes(&arena, 200000), 0xff, 200000);
	memset(arena_bytes(&arena, 300000), 0xff, 300000);
	arena_reset(&arena);
	for (int round = 0; round < 300; round++) {
		unsigned char *bytes = arena_alloc(&arena, 1000);

		for (size_t i = 0; i < 1000; i++)
			assert_int_equal(bytes[i], 0);
	}
	arena_free(&arena);
}

static void test_large_pieces(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t size = 1; size < (64u << 20); size = size * 3 + 1) {
		char *bytes = arena_bytes(&arena, size);

		bytes[0] = bytes[size - 1] = 'x';
	}
	arena_free(&arena);
	assert_null(arena.chunks);
	assert_string_equal(arena_string(&arena, "usable again"), "usable again");
	arena_free(&arena);
	arena_free(&arena);
}

static void test_exact_ends_of_chunks(void **state)
{
	(void)state;
	for (size_t short_by = 0; short_by < 40; short_by++) {
		struct arena arena = { 0 };
		char *bytes;

		arena_bytes(&arena, 1);
		bytes = arena_bytes(&arena, arena.left - short_by);
		memset(arena_alloc(&arena, 32), 1, 32);
		memset(arena_bytes(&arena, 1), 1, 1);
		*bytes = 1;
		arena_free(&arena);
	}
}

static void test_copies_end_in_nul(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(arena_copy(&arena, "abcdef", 3), "abc");
	assert_string_equal(arena_copy(&arena, NULL, 0), "");
	assert_string_equal(arena_string(&arena, ""), "");
	assert_string_equal(arena_format(&arena, "%s-%d", "x", 7), "x-7");
	arena_free(&arena);
}

static void test_arrays_grow(void **state)
{
	struct arena arena = { 0 };
	int *items = NULL;
	size_t capacity = 0;

	(void)state;
	for (size_t count = 0; count < 5000; count++) {
		items = arena_grow(&arena, items, count, &capacity, sizeof *items);
		assert_true(capacity > count);
		items[count] = (int)count;
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(items[i], i);
	arena_free(&arena);
}

/* Memory that was used before: arena_grow and arena_alloc clear it, in the middle of other items too. */
static void test_zeroed_growth_after_reset(void **state)
{
	struct arena arena = { 0 };
	struct { char *at; size_t count, capacity; } list = { 0 };
	size_t capacity = 0;
	char *items = NULL;

	(void)state;
	memset(arena_bytes(&arena, 20000), 0xff, 20000);
	arena_reset(&arena);
	items = arena_grow(&arena, items, 0, &capacity, 1);
	assert_memory_equal(items, "\0\0\0\0", 4);
	for (int i = 0; i < 100; i++) {
		*(char *)arena_add(&arena, &list, 1) = (char)i;
		assert_int_equal(*(char *)arena_alloc(&arena, 1), 0);
	}
	for (int i = 0; i < 100; i++)
		assert_int_equal(list.at[i], i);
	assert_string_equal(arena_keep(&arena, "kept", 5), "kept");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allocations_are_zeroed_and_aligned),
		cmocka_unit_test(test_zeroed_after_reset),
		cmocka_unit_test(test_large_pieces),
		cmocka_unit_test(test_exact_ends_of_chunks),
		cmocka_unit_test(test_copies_end_in_nul),
		cmocka_unit_test(test_arrays_grow),
		cmocka_unit_test(test_zeroed_growth_after_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
