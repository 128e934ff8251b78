/* SPDX-License-Identifier: 0BSD */
/* Names of symbols and their numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "depmod/symbol_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_numbers(void **state)
{
	struct arena arena = { 0 };
	struct symbol_names names = { .arena = &arena };

	(void)state;
	assert_int_equal(symbol_names_find(&names, "a", 1), SYMBOL_NONE);
	assert_int_equal(symbol_names_add(&names, "printk", 6), 0);
	assert_int_equal(symbol_names_add(&names, "print", 5), 1);
	assert_int_equal(symbol_names_add(&names, "printk_more", 6), 0);
	assert_int_equal(symbol_names_add(&names, "", 0), 2);
	assert_int_equal(symbol_names_borrow(&names, "print", 5), 1);
	assert_int_equal(symbol_names_find(&names, "", 0), 2);
	assert_int_equal(symbol_names_find(&names, "printk_more", 11), SYMBOL_NONE);
	assert_string_equal(names.at[0].text, "printk");
	assert_int_equal(names.at[0].length, 6);
	symbol_names_free(&names);
	assert_int_equal(symbol_names_add(&names, "print", 5), 0);
	symbol_names_free(&names);
	arena_free(&arena);
}

/* Names of every length that differ in one byte, in exactly as much memory as they need. */
static void test_near_names(void **state)
{
	struct arena arena = { 0 };
	struct symbol_names names = { .arena = &arena };
	uint32_t next = 0;

	(void)state;
	for (size_t length = 1; length < 40; length++)
		for (size_t at = 0; at < length; at++) {
			char *name = malloc(length);

			memset(name, 'x', length);
			name[at] = 'y';
			assert_int_equal(symbol_names_find(&names, name, length), SYMBOL_NONE);
			assert_int_equal(symbol_names_add(&names, name, length), next);
			assert_int_equal(symbol_names_find(&names, name, length), next);
			next++;
			free(name);
		}
	symbol_names_free(&names);
	arena_free(&arena);
}

static void test_many_and_merge(void **state)
{
	enum { COUNT = 50000 };
	struct arena arena = { 0 };
	struct symbol_names names = { .arena = &arena }, more = { .arena = &arena };
	uint32_t *numbers = arena_alloc(&arena, COUNT * sizeof *numbers);
	char name[32];

	(void)state;
	symbol_names_reserve(&names, 1);
	more.seed = names.seed;
	symbol_names_reserve(&more, COUNT);
	for (uint32_t i = 0; i < COUNT; i++) {
		assert_int_equal(symbol_names_add(&names, name, (size_t)sprintf(name, "symbol_%u", i)), i);
		assert_int_equal(symbol_names_add(&more, name, (size_t)sprintf(name, "symbol_%u", i + COUNT / 2)), i);
	}
	symbol_names_merge(&names, more.at, more.count, numbers);
	assert_int_equal(names.count, COUNT + COUNT / 2);
	for (uint32_t i = 0; i < COUNT; i++) {
		assert_int_equal(numbers[i], i + COUNT / 2);
		assert_string_equal(names.at[numbers[i]].text, more.at[i].text);
	}
	symbol_names_free(&names);
	symbol_names_free(&more);
	arena_free(&arena);
}

/* The hash of a name must not be known before, and a name that differs only in its end has another one. */
static void test_seed(void **state)
{
	struct arena arena = { 0 };
	struct symbol_names one = { .arena = &arena, .seed = 1 }, two = { .arena = &arena, .seed = 2 };
	unsigned same = 0;
	char name[] = "abcdef__";

	(void)state;
	for (unsigned i = 0; i < 65536; i++) {
		name[6] = (char)i;
		name[7] = (char)(i >> 8);
		symbol_names_add(&one, name, 8);
		symbol_names_add(&two, name, 8);
		assert_int_not_equal(one.at[i].hash, two.at[i].hash);
		same += i && !((one.at[i].hash ^ one.at[i - 1].hash) & 0xffff);
	}
	assert_true(same < 16);
	symbol_names_free(&one);
	symbol_names_free(&two);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_near_names),
		cmocka_unit_test(test_many_and_merge),
		cmocka_unit_test(test_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
