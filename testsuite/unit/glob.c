/* SPDX-License-Identifier: 0BSD */
/* Shell patterns: what fnmatch says, in bounded time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/glob.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void same(const char *pattern, const char *text)
{
	bool theirs = !fnmatch(pattern, text, 0);

	if (glob_match(pattern, text) != theirs)
		fail_msg("'%s' on '%s': fnmatch says %s", pattern, text, theirs ? "yes" : "no");
}

static void test_table(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" }, { "", "a" }, { "a", "" }, { "*", "" }, { "*", "a/b" }, { "**", "x" },
		{ "?", "" }, { "?", "/" }, { "a?c", "abc" }, { "pci:v*d*", "pci:v1d2" },
		{ "*.ko", "a.ko.ko" }, { "*a*b*c", "xaxbxc" }, { "*a*b*c", "xaxcxb" },
		{ "[abc]", "b" }, { "[!abc]", "b" }, { "[^abc]", "d" }, { "[a-c]", "b" }, { "[a-]", "-" },
		{ "[]a]", "]" }, { "[!]a]", "]" }, { "[!]a]", "b" }, { "[", "[" }, { "a[", "a[" }, { "[a", "[a" },
		{ "[!", "[!" }, { "[]", "[]" }, { "[!]", "[!]" }, { "[c-a]", "b" }, { "\\*", "*" }, { "\\*", "a" },
		{ "[\\]]", "]" }, { "[a\\-c]", "b" }, { "[a\\-c]", "-" }, { "x[0-9]*", "x3y" },
		{ "usb:v13FDp3940d0[0-2]*", "usb:v13FDp3940d0212" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		same(pairs[i][0], pairs[i][1]);
}

static void random_text(char *out, size_t size, const char *alphabet)
{
	size_t length = (size_t)rand() % size, count = strlen(alphabet);

	for (size_t i = 0; i < length; i++)
		out[i] = alphabet[(size_t)rand() % count];
	out[length] = '\0';
}

static void test_random(void **state)
{
	(void)state;
	srand(1);
	for (int round = 0; round < 300000; round++) {
		char pattern[12], text[8];

		random_text(pattern, sizeof pattern, "aabc*?[]!^-\\/");
		random_text(text, sizeof text, "aabc]-!/[\\");
		same(pattern, text);
	}
}

static void test_no_pattern_is_slow(void **state)
{
	char *pattern = malloc(2001), *text = malloc(100001);
	struct timespec start, end;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		memcpy(pattern + 2 * i, "*a", 2);
	strcpy(pattern + 1999, "b");
	memset(text, 'a', 100000);
	text[100000] = '\0';
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_false(glob_match(pattern, text));
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true(end.tv_sec - start.tv_sec < 5);
	free(pattern);
	free(text);
}

static void test_is_pattern(void **state)
{
	(void)state;
	assert_false(glob_is_pattern("snd-pcm"));
	assert_true(glob_is_pattern("snd*"));
	assert_true(glob_is_pattern("s?d"));
	assert_true(glob_is_pattern("[ab]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_no_pattern_is_slow),
		cmocka_unit_test(test_is_pattern),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
