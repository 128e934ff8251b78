/* SPDX-License-Identifier: 0BSD */
/* The binary index as it is written: byte for byte what kmod writes, and no key that breaks it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/files.h"
#include "index/index.h"
#include "index/index_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char fixtures[] = "testsuite/fixtures/index";

/* Numbers that look random and are the same in every run. */
static unsigned random_number(unsigned limit)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 16) % limit;
}

static void shuffle(struct index_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		size_t other = random_number((unsigned)entries->count);
		struct index_entry swap = entries->at[i];

		entries->at[i] = entries->at[other];
		entries->at[other] = swap;
	}
}

struct collected {
	struct arena arena;
	struct index_entries entries;
};

/* The file has the newest of equal ones first: to get it again, later ones must be older. */
static int collect(void *context, const char *key, const struct index_value *value)
{
	struct collected *collected = context;
	struct index_entries *entries = &collected->entries;

	index_entries_add(entries, &collected->arena, arena_string(&collected->arena, key),
			  arena_string(&collected->arena, value->value), value->priority);
	entries->at[entries->count - 1].sequence = UINT32_MAX - (uint32_t)entries->count;
	return 0;
}

static void check_rewritten(const char *name)
{
	struct collected collected = { 0 };
	struct index index;
	struct str file;
	struct buf out = { 0 };
	char *path = path_join(&collected.arena, fixtures, name);

	assert_int_equal(index_open(&index, path, &collected.arena, NULL), 0);
	assert_int_equal(index_dump(&index, collect, &collected), 0);
	index_close(&index);
	shuffle(&collected.entries);
	assert_int_equal(index_write(collected.entries.at, collected.entries.count, &out, NULL), 0);
	assert_int_equal(file_read(&collected.arena, path, 1 << 20, &file, NULL), 0);
	assert_int_equal(out.length, file.length);
	assert_memory_equal(out.at, file.at, file.length);
	buf_free(&out);
	arena_free(&collected.arena);
}

static void test_equals_kmod(void **state)
{
	(void)state;
	check_rewritten("modules.dep.bin");
	check_rewritten("modules.alias.bin");
	check_rewritten("modules.symbols.bin");
	check_rewritten("modules.builtin.bin");
	check_rewritten("modules.builtin.alias.bin");
}

static void test_no_entries(void **state)
{
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(index_write(NULL, 0, &out, NULL), 0);
	assert_int_equal(out.length, 12);
	assert_memory_equal(out.at, "\xb0\x07\xf4\x57\0\2\0\1\0\0\0\x0c", 12);
	buf_free(&out);
}

static void test_tree(void **state)
{
	static const unsigned char expected[] = {
		0xb0, 0x07, 0xf4, 0x57, 0, 2, 0, 1, 0x20, 0, 0, 12,
		'b', 'b', 0x60, 0, 0, 18,				/* 12: the root, one child */
		'c', 'd', 0xa0, 0, 0, 39, 0x40, 0, 0, 75,		/* 18: "b" */
		0, 0, 0, 1, 0, 0, 0, 4, 'B', 'M', 0,
		'e', 0, 'f', 'g', 0xc0, 0, 0, 51, 0x40, 0, 0, 63,	/* 39: "bce" */
		'!', 0, 0, 0, 0, 1, 0, 0, 0, 0, 'F', 0,			/* 51: "bcef!" */
		0, 0, 0, 1, 0, 0, 0, 1, 'G', 'G', 'G', 0,		/* 63: "bceg" */
		0, 0, 0, 1, 0, 0, 0, 2, 'D', 0,				/* 75: "bd" */
	};
	struct index_entry entries[] = {
		{ .key = "bd", .value = "D", .priority = 2 },
		{ .key = "bceg", .value = "GGG", .priority = 1 },
		{ .key = "b", .value = "BM", .priority = 4 },
		{ .key = "bcef!", .value = "F", .priority = 0 },
	};
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(index_write(entries, 4, &out, NULL), 0);
	assert_int_equal(out.length, sizeof expected);
	assert_memory_equal(out.at, expected, sizeof expected);
	buf_free(&out);
}

/* Ascending priorities; of equal ones the newest first, and nothing is dropped. */
static void test_equal_keys(void **state)
{
	struct index_entry entries[] = {
		{ .key = "k", .value = "old", .priority = 7, .sequence = 0 },
		{ .key = "k", .value = "last", .priority = 9, .sequence = 1 },
		{ .key = "k", .value = "new", .priority = 7, .sequence = 2 },
		{ .key = "k", .value = "first", .priority = 0, .sequence = 3 },
		{ .key = "k", .value = "new", .priority = 7, .sequence = 4 },
	};
	static const char *const order[] = { "first", "new", "new", "old", "last" };
	struct index_values values = { 0 };
	struct arena arena = { 0 };
	struct index index;
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(index_write(entries, 5, &out, NULL), 0);
	assert_int_equal(index_open_bytes(&index, out.at, out.length, NULL), 0);
	assert_int_equal(index_find(&index, "k", &arena, &values), 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(values.at[i].value, order[i]);
	index_close(&index);
	buf_free(&out);
	arena_free(&arena);
}

static void test_refuses_8bit_keys(void **state)
{
	static const char *const keys[] = { "\xc3\xa4", "a\x80", "abc\xff" "abc", "abd\xff" };

	(void)state;
	assert_true(index_key_is_valid("a~\x7f"));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct index_entry entries[] = {
			{ .key = "abc", .value = "good" },
			{ .key = keys[i], .value = "bad" },
		};
		struct buf out = { 0 };
		struct err err = { 0 };

		assert_false(index_key_is_valid(keys[i]));
		buf_string(&out, "before");
		assert_int_equal(index_write(entries, 2, &out, &err), -EINVAL);
		assert_non_null(strstr(err.text, "'bad'"));
		assert_int_equal(out.length, 6);
		buf_free(&out);
	}
}

/* a, aa, aaa ...: a tree as deep as there are keys. */
static void test_deep_tree(void **state)
{
	enum { DEPTH = 4000 };
	struct arena arena = { 0 };
	struct index_entries entries = { 0 };
	struct index_values values = { 0 };
	struct index index;
	struct buf out = { 0 };
	char *keys = arena_bytes(&arena, DEPTH + 1);

	(void)state;
	memset(keys, 'a', DEPTH);
	keys[DEPTH] = '\0';
	for (size_t i = 0; i < DEPTH; i++)
		index_entries_add(&entries, &arena, keys + i, "v", (uint32_t)i);
	assert_int_equal(index_write(entries.at, entries.count, &out, NULL), 0);
	assert_int_equal(index_open_bytes(&index, out.at, out.length, NULL), 0);
	assert_int_equal(index_find(&index, keys, &arena, &values), 1);
	assert_int_equal(index_find(&index, keys + DEPTH - 1, &arena, &values), 1);
	assert_int_equal(values.at[0].priority, 0);
	assert_int_equal(values.at[1].priority, DEPTH - 1);
	index_close(&index);
	buf_free(&out);
	arena_free(&arena);
}

static void test_long_keys(void **state)
{
	enum { LENGTH = 200000 };
	struct arena arena = { 0 };
	struct index_entries entries = { 0 };
	struct index_values values = { 0 };
	struct index index;
	struct buf out = { 0 };

	(void)state;
	for (int i = 0; i < 20; i++) {
		char *key = arena_bytes(&arena, LENGTH + 1);

		memset(key, 'k', LENGTH);
		key[LENGTH - 1000 * i] = '\0';
		index_entries_add(&entries, &arena, key, "v", (uint32_t)i);
	}
	assert_int_equal(index_write(entries.at, entries.count, &out, NULL), 0);
	assert_true(out.length < LENGTH + 1000);
	assert_int_equal(index_open_bytes(&index, out.at, out.length, NULL), 0);
	for (size_t i = 0; i < entries.count; i++)
		assert_int_equal(index_find(&index, entries.at[i].key, &arena, &values), 1);
	index_close(&index);
	buf_free(&out);
	arena_free(&arena);
}

static int count_in_order(void *context, const char *key, const struct index_value *value)
{
	struct collected *seen = context;

	if (seen->entries.count)
		assert_true(strcmp(seen->entries.at[seen->entries.count - 1].key, key) <= 0);
	return collect(context, key, value);
}

/* Many keys of few different bytes, doubles too: what comes out is what went in, in order. */
static void test_random_keys(void **state)
{
	(void)state;
	for (int round = 0; round < 60; round++) {
		struct collected in = { 0 }, seen = { 0 };
		unsigned letters = 1 + random_number(4), longest = 1 + random_number(40);
		struct index_values values = { 0 };
		struct index index;
		struct buf out = { 0 };

		for (unsigned i = 0; i < 400; i++) {
			char key[48] = "";

			for (unsigned k = random_number(longest); k; k--)
				key[k - 1] = (char)('a' + random_number(letters));
			index_entries_add(&in.entries, &in.arena, arena_string(&in.arena, key),
					  arena_format(&in.arena, "%u", i), random_number(3));
		}
		assert_int_equal(index_write(in.entries.at, in.entries.count, &out, NULL), 0);
		assert_int_equal(index_open_bytes(&index, out.at, out.length, NULL), 0);
		assert_int_equal(index_dump(&index, count_in_order, &seen), 0);
		assert_int_equal(seen.entries.count, in.entries.count);
		for (size_t i = 0; i < in.entries.count; i++) {
			bool found = false;
			int count;

			values.count = 0;
			count = index_find(&index, in.entries.at[i].key, &in.arena, &values);
			for (int k = 0; k < count; k++)
				found |= !strcmp(values.at[k].value, in.entries.at[i].value);
			assert_true(found);
		}
		index_close(&index);
		buf_free(&out);
		arena_free(&in.arena);
		arena_free(&seen.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equals_kmod),
		cmocka_unit_test(test_no_entries),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_equal_keys),
		cmocka_unit_test(test_refuses_8bit_keys),
		cmocka_unit_test(test_deep_tree),
		cmocka_unit_test(test_long_keys),
		cmocka_unit_test(test_random_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
