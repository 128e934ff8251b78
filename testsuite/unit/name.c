/* SPDX-License-Identifier: 0BSD */
/* Names of modules and aliases in all their spellings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "module/name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void test_name_of_path(void **state)
{
	static const char *const cases[][2] = {
		{ "/lib/a/snd-pcm.ko.xz", "snd_pcm" }, { "ext4.ko", "ext4" }, { "ext4", "ext4" },
		{ "./a-b-c.d.ko", "a_b_c" }, { "/x.y/z.ko", "z" }, { "a/", "" }, { "", "" }, { ".ko", "" },
		{ "-_-", "___" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(name_of_path(&arena, cases[i][0]), cases[i][1]);
	assert_string_equal(name_normal(&arena, "a-b.c-d"), "a_b.c_d");
	arena_free(&arena);
}

static void test_name_equal(void **state)
{
	(void)state;
	assert_true(name_equal("snd-pcm_x", "snd_pcm-x"));
	assert_true(name_equal("", ""));
	assert_false(name_equal("snd", "snd_pcm"));
	assert_false(name_equal("snd_pcm", "snd"));
	assert_false(name_equal("a", ""));
	assert_false(name_equal("a-b", "a.b"));
}

static void test_alias_normal(void **state)
{
	static const char *const good[][2] = {
		{ "usb:v-p-", "usb:v_p_" }, { "a[0-9]b-c", "a[0-9]b_c" }, { "[-]-[a-b]-", "[-]_[a-b]_" },
		{ "", "" }, { "[]", "[]" }, { "[[]", "[[]" }, { "mlx5_core.eth-rep", "mlx5_core.eth_rep" },
		{ "[!a-z]*?-", "[!a-z]*?_" }, { "\\-", "\\_" },
	};
	static const char plain[] = "pci:v00008086d*";
	static const char *const bad[] = { "]", "a]", "[", "a[", "[a-z", "a[b]]", "[]a]", "[a][b" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_string_equal(alias_normal(&arena, good[i][0]), good[i][1]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_null(alias_normal(&arena, bad[i]));
	assert_ptr_equal(alias_normal(&arena, plain), plain);
	arena_free(&arena);
}

static void test_any_length(void **state)
{
	enum { LENGTH = 1 << 20 };
	struct arena arena = { 0 };
	char *long_name = malloc(LENGTH + 1);

	(void)state;
	memset(long_name, '-', LENGTH);
	long_name[LENGTH] = '\0';
	assert_int_equal(strlen(name_of_path(&arena, long_name)), LENGTH);
	assert_int_equal(strspn(alias_normal(&arena, long_name), "_"), LENGTH);
	long_name[5] = '[';
	assert_null(alias_normal(&arena, long_name));
	free(long_name);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name_of_path),
		cmocka_unit_test(test_name_equal),
		cmocka_unit_test(test_alias_normal),
		cmocka_unit_test(test_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
