/* SPDX-License-Identifier: 0BSD */
/* The list of loaded modules from /proc/modules, whatever is in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/procmodules.h"
#include "unit/fixture.h"

#include <limits.h>

/* Parses a copy of the text that ends where the text ends, so that a step too far is noticed. */
static struct loaded_list parse(struct arena *arena, const char *text, size_t size)
{
	struct loaded_list list = { 0 };
	char *copy = malloc(size + 1);

	memcpy(copy, text, size);
	copy[size] = '\0';
	procmodules_parse(copy, size, arena, &list);
	for (size_t i = 0; i < list.count; i++) {
		list.at[i].name = arena_string(arena, list.at[i].name);
		list.at[i].taints = arena_string(arena, list.at[i].taints);
		for (size_t j = 0; j < list.at[i].holder_count; j++)
			list.at[i].holders[j] = arena_string(arena, list.at[i].holders[j]);
	}
	free(copy);
	return list;
}

static struct loaded_module one(struct arena *arena, const char *line)
{
	struct loaded_list list = parse(arena, line, strlen(line));

	assert_int_equal(list.count, 1);
	return list.at[0];
}

static void test_all_fields(void **state)
{
	struct arena arena = { 0 };
	struct loaded_list list;
	const char *text = "ext4 1015808 2 - Live 0xffffffffc0a00000 (E)\n"
			   "jbd2 188416 1 ext4,ocfs2, Coming 0x0\n"
			   "mbcache 16384 3 ext4,\tLoading 0xffffffffc0800000 (POE+)\n"
			   "crc16 16384 0 - Unloading 0x0";

	(void)state;
	list = parse(&arena, text, strlen(text));
	assert_int_equal(list.count, 4);
	assert_string_equal(list.at[0].name, "ext4");
	assert_int_equal(list.at[0].size, 1015808);
	assert_int_equal(list.at[0].references, 2);
	assert_int_equal(list.at[0].holder_count, 0);
	assert_int_equal(list.at[0].state, MODULE_LIVE);
	assert_string_equal(list.at[0].taints, "E");
	assert_int_equal(list.at[1].holder_count, 2);
	assert_string_equal(list.at[1].holders[0], "ext4");
	assert_string_equal(list.at[1].holders[1], "ocfs2");
	assert_string_equal(list.at[1].taints, "");
	assert_int_equal(list.at[2].state, MODULE_COMING);
	assert_string_equal(list.at[2].taints, "POE");
	assert_int_equal(list.at[3].state, MODULE_GOING);
	assert_string_equal(list.at[3].name, "crc16");
	arena_free(&arena);
}

static void test_permanent_is_no_holder(void **state)
{
	struct arena arena = { 0 };
	struct loaded_module module = one(&arena, "cryptd 24576 2 aesni,[permanent], Live 0x0\n");

	(void)state;
	assert_true(module.is_permanent);
	assert_int_equal(module.holder_count, 1);
	assert_string_equal(module.holders[0], "aesni");
	module = one(&arena, "m 4096 1 [permanent], Live 0x0\n");
	assert_true(module.is_permanent);
	assert_int_equal(module.holder_count, 0);
	arena_free(&arena);
}

static void test_counts(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	/* a kernel without unloading; a module that is just going */
	assert_int_equal(one(&arena, "m 4096 - - Live 0x0").references, -1);
	assert_int_equal(one(&arena, "m 4096 -1 - Unloading 0x0").references, 0);
	assert_int_equal(one(&arena, "m 4096 2147483647 - Live 0x0").references, INT_MAX);
	assert_int_equal(one(&arena, "m 18446744073709551615 0 - Live 0x0").size, ULONG_MAX);
	arena_free(&arena);
}

static void test_nonsense_is_skipped(void **state)
{
	static const char *const lines[] = {
		"", "\n\n", "m", "m 1", "m 1 2", "m 1 2 -", "m x 2 - Live", "m 1 x - Live", "m 1 2x - Live",
		"m 99999999999999999999999 0 - Live 0x0", "   ", "m  \n 1 0 - Live",
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(parse(&arena, lines[i], strlen(lines[i])).count, 0);
	assert_int_equal(parse(&arena, "\0", 1).count, 0);
	assert_int_equal(parse(&arena, "\0m 1 0 - Live 0x0\nn 1 0 - Live 0x0\n", 36).count, 1);
	assert_int_equal(parse(&arena, "m\0 1 0 - Live 0x0\n", 18).count, 0);
	assert_string_equal(one(&arena, "bad\nm 1 0 - Live 0x0\nworse").name, "m");
	arena_free(&arena);
}

static void test_five_thousand_holders(void **state)
{
	struct arena arena = { 0 };
	struct loaded_module module;
	char *line = malloc(100000), *at = line;

	(void)state;
	at += sprintf(at, "crc32c_generic 16384 5000 ");
	for (int i = 0; i < 5000; i++)
		at += sprintf(at, "module_%d,", i);
	sprintf(at, " Live 0x0");
	module = one(&arena, line);
	assert_int_equal(module.holder_count, 5000);
	assert_string_equal(module.holders[4999], "module_4999");
	free(line);
	arena_free(&arena);
}

static void test_read(void **state)
{
	struct arena arena = { 0 };
	struct fixture fixture;
	struct kernel kernel = { .arena = &arena };
	struct loaded_list list;
	struct err err;

	(void)state;
	fixture_open(&fixture);
	kernel.root = fixture.root;
	assert_int_equal(procmodules_read(&kernel, &list, &err), -ENOENT);
	assert_int_equal(list.count, 0);
	fixture_file(&fixture, "proc/modules", "");
	assert_int_equal(procmodules_read(&kernel, &list, &err), 0);
	assert_int_equal(list.count, 0);
	fixture_file(&fixture, "proc/modules", "a 1 0 - Live 0x0\nb 2 0 - Live 0x0\n");
	assert_int_equal(procmodules_read(&kernel, &list, &err), 0);
	assert_int_equal(list.count, 2);
	fixture_close(&fixture);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_fields),
		cmocka_unit_test(test_permanent_is_no_holder),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_nonsense_is_skipped),
		cmocka_unit_test(test_five_thousand_holders),
		cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
