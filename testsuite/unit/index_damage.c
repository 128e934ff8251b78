/* SPDX-License-Identifier: 0BSD */
/* The binary index with anything wrong in it: an end, no crash, and mostly an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/fixture.h"

#include "base/files.h"
#include "index/index.h"
#include "index/index_write.h"

#include <errno.h>

static const char fixtures[] = "testsuite/fixtures/index";

static int count_values(void *context, const char *key, const struct index_value *value)
{
	*(size_t *)context += strlen(key) + strlen(value->value);
	return 0;
}

/* All questions to an index that may be damaged. The bytes are in memory of exactly their size. */
static void ask_everything(const unsigned char *bytes, size_t size)
{
	static const char *const texts[] = {
		"ext4", "fs_ext4", "virtio:d00000001v0000", "usb:v13FDp3940d01", "", "*["
	};
	unsigned char *exact = malloc(size ? size : 1);
	struct arena arena = { 0 };
	struct index index;
	size_t total = 0;

	memcpy(exact, bytes, size);
	if (!index_open_bytes(&index, exact, size, NULL)) {
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
			struct index_values values = { 0 };

			index_find(&index, texts[i], &arena, &values);
			index_search(&index, texts[i], &arena, &values);
			for (size_t k = 0; k < values.count; k++)
				total += strlen(values.at[k].value);
		}
		index_dump(&index, count_values, &total);
		index_close(&index);
	}
	arena_free(&arena);
	free(exact);
}

static void test_damaged_files(void **state)
{
	static const char *const names[] = { "modules.dep.bin", "modules.alias.bin" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct str file;
		unsigned char *bytes;

		assert_int_equal(file_read(&arena, path_join(&arena, fixtures, names[i]), 1 << 20, &file, NULL), 0);
		bytes = (unsigned char *)arena_copy(&arena, file.at, file.length);
		for (size_t size = 0; size <= file.length; size++)
			ask_everything(bytes, size);
		for (size_t at = 0; at < file.length; at++) {
			unsigned char good = bytes[at];

			for (unsigned bit = 0; bit < 8; bit++) {
				bytes[at] = (unsigned char)(good ^ 1u << bit);
				ask_everything(bytes, file.length);
			}
			bytes[at] = good;
		}
	}
	arena_free(&arena);
}

#define HEADER "\xb0\x07\xf4\x57\0\2\0\1"

static void check_damaged(const char *bytes, size_t size, const char *text)
{
	struct arena arena = { 0 };
	struct index_values values = { 0 };
	struct index index;
	size_t total = 0;

	assert_int_equal(index_open_bytes(&index, bytes, size, NULL), 0);
	assert_int_equal(index_find(&index, text, &arena, &values), -EINVAL);
	assert_int_equal(index_search(&index, text, &arena, &values), -EINVAL);
	assert_int_equal(index_dump(&index, count_values, &total), -EINVAL);
	index_close(&index);
	arena_free(&arena);
}

#define CHECK_DAMAGED(bytes, text) check_damaged(bytes, sizeof(bytes) - 1, text)

static void test_hostile_nodes(void **state)
{
	(void)state;
	/* first child above the last (kmod issue 126) */
	CHECK_DAMAGED(HEADER "\x20\0\0\x0c\3\0", "a");
	/* a child that is its own parent */
	CHECK_DAMAGED(HEADER "\x20\0\0\x0c" "aa\x20\0\0\x0c", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	/* the same below a wildcard; then twice in each node */
	CHECK_DAMAGED(HEADER "\x20\0\0\x0c" "**\x20\0\0\x0c", "********************************************");
	CHECK_DAMAGED(HEADER "\x20\0\0\x0c" "*+\x20\0\0\x0c\x20\0\0\x0c", "**************************************");
	/* children in the header, beyond the end, without anything in them */
	CHECK_DAMAGED(HEADER "\x20\0\0\x0c" "aa\x20\0\0\0", "a");
	CHECK_DAMAGED(HEADER "\x20\0\0\x0c" "aa\x2f\xff\xff\xff", "a");
	CHECK_DAMAGED(HEADER "\x20\0\0\x0c" "aa\0\0\0\x0d", "a");
	CHECK_DAMAGED(HEADER "\x0f\xff\xff\xff", "a");
	/* 2^32 - 1 values; a value and a prefix that never end */
	CHECK_DAMAGED(HEADER "\x40\0\0\x0c\xff\xff\xff\xff\0\0\0\0x\0", "");
	CHECK_DAMAGED(HEADER "\x40\0\0\x0c\0\0\0\1\0\0\0\0xyz", "");
	CHECK_DAMAGED(HEADER "\xc0\0\0\x0cprefix", "prefix");
}

/* Ten thousand levels with two ways down each, below a star and in a long text. */
static void test_hostile_depth(void **state)
{
	enum { LEVELS = 10000, STEP = 10 };
	static unsigned char bytes[12 + LEVELS * STEP];
	static char text[5000];
	struct arena arena = { 0 };
	struct index_values values = { 0 };
	struct index index;
	size_t total = 0;

	(void)state;
	memcpy(bytes, HEADER "\x20\0\0\x0c", 12);
	for (uint32_t i = 0; i < LEVELS; i++) {
		unsigned char *node = bytes + 12 + i * STEP;
		uint32_t next = 12 + (i + 1) * STEP;

		memcpy(node, "*+\x20\0\0\0\x20\0\0\0", STEP);
		node[3] = node[7] = (unsigned char)(next >> 16);
		node[4] = node[8] = (unsigned char)(next >> 8);
		node[5] = node[9] = (unsigned char)next;
	}
	memset(text, '+', sizeof text - 1);
	assert_int_equal(index_open_bytes(&index, bytes, sizeof bytes, NULL), 0);
	assert_true(index_search(&index, text, &arena, &values) <= 0);
	assert_true(index_find(&index, text, &arena, &values) <= 0);
	assert_int_equal(index_dump(&index, count_values, &total), -EINVAL);
	index_close(&index);
	arena_free(&arena);
}

static void check_open(struct fixture *fixture, const char *bytes, size_t size, int result)
{
	struct arena arena = { 0 };
	struct index index;
	struct err err = { 0 };

	fixture_bytes(fixture, "test.bin", bytes, size);
	assert_int_equal(index_open(&index, fixture_path(fixture, "test.bin"), &arena, &err), result);
	if (result)
		assert_non_null(strstr(err.text, "test.bin'"));
	index_close(&index);
	index_close(&index);
	arena_free(&arena);
}

static void test_headers(void **state)
{
	struct fixture fixture;
	struct index index;

	(void)state;
	fixture_open(&fixture);
	check_open(&fixture, "", 0, -ENODATA);
	check_open(&fixture, HEADER "\0\0\0", 11, -EINVAL);
	check_open(&fixture, HEADER "\0\0\0\x0c", 12, 0);
	check_open(&fixture, "\xb0\x07\xf4\x57\0\2\0\x09\0\0\0\x0c", 12, 0);
	check_open(&fixture, "\xb0\x07\xf4\x57\0\1\0\1\0\0\0\x0c", 12, -EINVAL);
	check_open(&fixture, "\xb0\x07\xf4\x58\0\2\0\1\0\0\0\x0c", 12, -EINVAL);
	assert_int_equal(index_open(&index, fixture_path(&fixture, "missing"), NULL, NULL), -ENOENT);
	fixture_file(&fixture, "folder/", "");
	assert_true(index_open(&index, fixture_path(&fixture, "folder"), NULL, NULL) < 0);
	fixture_close(&fixture);
}

/* Copies an index of many blocks, and cuts it off when it is open. */
static void test_truncated_while_open(void **state)
{
	struct arena arena = { 0 };
	struct index_entries entries = { 0 };
	struct index_values values = { 0 };
	struct buf out = { 0 };
	struct fixture fixture;
	struct index index;

	(void)state;
	for (unsigned i = 0; i < 2000; i++)
		index_entries_add(&entries, &arena, arena_format(&arena, "%u", i), "some value", i);
	assert_int_equal(index_write(entries.at, entries.count, &out, NULL), 0);
	fixture_open(&fixture);
	fixture_bytes(&fixture, "test.bin", out.at, out.length);
	assert_int_equal(index_open(&index, fixture_path(&fixture, "test.bin"), &arena, NULL), 0);
	assert_int_equal(truncate(fixture_path(&fixture, "test.bin"), 5000), 0);
	assert_int_equal(index_find(&index, "1999", &arena, &values), -EINVAL);
	assert_int_equal(index_search(&index, "1999", &arena, &values), -EINVAL);
	index_close(&index);
	fixture_close(&fixture);
	buf_free(&out);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_damaged_files),
		cmocka_unit_test(test_hostile_nodes),
		cmocka_unit_test(test_hostile_depth),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_truncated_while_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
