/* SPDX-License-Identifier: 0BSD */
/* The hash table: what was put in is found, through every growth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/map.h"

static void test_many_names(void **state)
{
	struct arena arena = { 0 };
	struct map map = { .arena = &arena };

	(void)state;
	assert_null(map_get(&map, str_of("x")));
	for (size_t i = 1; i <= 10000; i++) {
		char *name = arena_format(&arena, "module_%zu", i);
		void **slot = map_slot(&map, str_of(name));

		assert_null(*slot);
		*slot = (void *)i;
	}
	assert_int_equal(map.count, 10000);
	for (size_t i = 1; i <= 10000; i++) {
		char *name = arena_format(&arena, "module_%zu", i);

		assert_int_equal((size_t)map_get(&map, str_of(name)), i);
		assert_int_equal((size_t)*map_slot(&map, str_of(name)), i);
	}
	assert_int_equal(map.count, 10000);
	assert_null(map_get(&map, str_of("module_10001")));
	arena_free(&arena);
}

static void test_keys_are_bytes(void **state)
{
	struct arena arena = { 0 };
	struct map map = { .arena = &arena };

	(void)state;
	*map_slot(&map, (struct str){ "a\0b", 3 }) = (void *)"one";
	*map_slot(&map, (struct str){ "a", 1 }) = (void *)"two";
	*map_slot(&map, (struct str){ "", 0 }) = (void *)"three";
	assert_string_equal(map_get(&map, (struct str){ "a\0b", 3 }), "one");
	assert_string_equal(map_get(&map, str_of("a")), "two");
	assert_string_equal(map_get(&map, str_of("")), "three");
	assert_null(map_get(&map, (struct str){ "a\0c", 3 }));
	arena_free(&arena);
}

/* Names that share a hash in one map do not in another one, which lies somewhere else. */
static void test_hashes_cannot_be_foreseen(void **state)
{
	struct arena arenas[2] = { { 0 } };
	struct map maps[2] = { { .arena = &arenas[0] }, { .arena = &arenas[1] } };

	(void)state;
	for (int i = 0; i < 2; i++)
		*map_slot(&maps[i], str_of("a")) = (void *)"one";
	assert_int_not_equal(maps[0].seed, maps[1].seed);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(map_get(&maps[i], str_of("a")), "one");
		arena_free(&arenas[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_keys_are_bytes),
		cmocka_unit_test(test_hashes_cannot_be_foreseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
