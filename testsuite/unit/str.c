/* SPDX-License-Identifier: 0BSD */
/* Borrowed bytes: comparing, cutting, numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static void test_compare(void **state)
{
	(void)state;
	assert_true(str_equal((struct str){ "abcd", 3 }, "abc"));
	assert_false(str_equal((struct str){ "abcd", 3 }, "abcd"));
	assert_true(str_equal((struct str){ 0 }, ""));
	assert_true(str_starts("snd_pcm", "snd"));
	assert_true(str_starts("snd", ""));
	assert_false(str_starts("sn", "snd"));
	assert_true(str_ends("a.ko", ".ko"));
	assert_true(str_ends("a.ko", ""));
	assert_false(str_ends("ko", ".ko"));
}

/* All parts of a text, each followed by '|'. */
static const char *parts(const char *text, bool (*cut)(struct str *, const char *, struct str *))
{
	static char out[100];
	struct str rest = str_of(text), part;
	size_t length = 0;

	while (cut(&rest, " ,", &part))
		length += (size_t)sprintf(out + length, "%.*s|", (int)part.length, part.at);
	out[length] = '\0';
	return out;
}

static void test_cut(void **state)
{
	(void)state;
	assert_string_equal(parts("", str_cut), "");
	assert_string_equal(parts("a", str_cut), "a|");
	assert_string_equal(parts("a,b c", str_cut), "a|b|c|");
	assert_string_equal(parts(",a,,b,", str_cut), "|a||b|");
}

static void test_word(void **state)
{
	(void)state;
	assert_string_equal(parts("", str_word), "");
	assert_string_equal(parts("  ", str_word), "");
	assert_string_equal(parts("  a,, bc ", str_word), "a|bc|");
}

static void test_nul_is_no_separator(void **state)
{
	struct str rest = { "a\0b,c", 5 }, part;

	(void)state;
	assert_true(str_cut(&rest, ",", &part));
	assert_int_equal(part.length, 3);
}

static void test_number(void **state)
{
	static const char *const bad[] = { "", "0x", "-1", "+1", " 1", "1 ", "1a", "0xg", "18446744073709551616" };
	unsigned long number = 77;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(str_number(bad[i], ULONG_MAX, &number));
	assert_int_equal(number, 77);
	assert_true(str_number("0", 0, &number));
	assert_int_equal(number, 0);
	assert_true(str_number("010", 10, &number));
	assert_int_equal(number, 10);
	assert_true(str_number("0xFf", 255, &number));
	assert_int_equal(number, 255);
	assert_false(str_number("256", 255, &number));
	assert_false(str_number("1", 0, &number));
	assert_false(str_number("9", 5, &number));
	assert_true(str_number("18446744073709551615", ULONG_MAX, &number));
	assert_true(number == ULONG_MAX);
	assert_true(str_number("0xffffffffffffffff", ULONG_MAX, &number));
	assert_false(str_number("0x10000000000000000", ULONG_MAX, &number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_word),
		cmocka_unit_test(test_nul_is_no_separator),
		cmocka_unit_test(test_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
