/* SPDX-License-Identifier: 0BSD */
/* The string functions of the shipped program, under other names, against libc's, which builds with sanitizers use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t our_strspn(const char *text, const char *set);
size_t our_strcspn(const char *text, const char *set);
char *our_strchr(const char *text, int byte);
char *our_stpcpy(char *to, const char *from);
char *our_getenv(const char *name);

#define strspn our_strspn
#define strcspn our_strcspn
#define strchr our_strchr
#define stpcpy our_stpcpy
#define getenv our_getenv
#include "base/string.c"
#undef strspn
#undef strcspn
#undef strchr
#undef stpcpy
#undef getenv

static const char *const texts[] = { "", "a", "aa", "abc", "  \t x", "xyz=1=2", "\xff\x80 a", "[a-z]*" };

static void test_spans_and_places(void **state)
{
	static const char *const sets[] = { "", "a", " \t", "=", "abcxyz", "\x80\xff", "*?[" };
	static const int bytes[] = { 0, 'a', '=', ' ', 0xff, -1, 256 + 'a' };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (size_t j = 0; j < sizeof sets / sizeof *sets; j++) {
			assert_int_equal(our_strspn(texts[i], sets[j]), strspn(texts[i], sets[j]));
			assert_int_equal(our_strcspn(texts[i], sets[j]), strcspn(texts[i], sets[j]));
		}
		for (size_t j = 0; j < sizeof bytes / sizeof *bytes; j++)
			assert_ptr_equal(our_strchr(texts[i], bytes[j]), strchr(texts[i], bytes[j]));
	}
}

static void test_copies(void **state)
{
	char to[16];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_ptr_equal(our_stpcpy(to, texts[i]), to + strlen(texts[i]));
		assert_string_equal(to, texts[i]);
	}
}

static void test_environment(void **state)
{
	char **all;

	(void)state;
	setenv("KMODBOX_TEST", "a=b", 1);
	setenv("KMODBOX_TEST2", "", 1);
	assert_string_equal(our_getenv("KMODBOX_TEST"), "a=b");
	assert_string_equal(our_getenv("KMODBOX_TEST2"), "");
	assert_null(our_getenv("KMODBOX_TES"));
	all = environ;
	environ = NULL;
	assert_null(our_getenv("KMODBOX_TEST"));
	environ = all;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spans_and_places),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
