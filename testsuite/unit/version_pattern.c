/* SPDX-License-Identifier: 0BSD */
/* Kernel versions against the patterns of depmod.d; where libc's regexec is there to ask, it says the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "depmod/version_pattern.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

static bool matches(const char *version, const char *pattern)
{
	bool valid, result = version_matches(version, pattern, &valid);

	assert_true(valid);
	return result;
}

static void test_usual(void **state)
{
	(void)state;
	assert_true(matches("6.1.0-56-amd64", "*"));
	assert_true(matches("6.1.0-56-amd64", "6.1"));
	assert_true(matches("6.1.0-56-amd64", "amd64$"));
	assert_true(matches("6.1.0-56-amd64", "^6\\.1\\.0-[0-9]+-(amd64|arm64)$"));
	assert_false(matches("6.1.0-56-amd64", "^6\\.12"));
	assert_true(matches("4.18.0-193.el8.x86_64", "4.18.0-193.*"));
	assert_false(matches("4.18.0-193.el8.x86_64", "^(4.18.0-19|4.18.0-3)$"));
	assert_true(matches("5.10", "^5\\.1{1}0{0,2}$"));
	assert_false(matches("5.10", "^5\\.1{2,}0$"));
	assert_true(matches("5.10", "^[^a-z]*$"));
	assert_true(matches("5.10", ""));
	assert_true(matches("", "^$"));
}

static void test_invalid(void **state)
{
	static const char *const patterns[] = {
		"[", "[a", "(", "(a", "a)", "*a", "+", "a{", "a{1", "a{x}", "a{2,1", "a{999}",
		"\\", "[[:digit:]]", "a|*",
		"(((((((((((((((((((((((a)))))))))))))))))))))))",
	};

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		bool valid;

		assert_false(version_matches("5.10", patterns[i], &valid));
		assert_false(valid);
	}
}

static void test_bounded(void **state)
{
	char version[200], *pattern = calloc(1, 4096);
	bool valid;

	(void)state;
	memset(version, 'a', sizeof version);
	version[sizeof version - 1] = '\0';
	assert_false(version_matches(version, "a", &valid));	/* no kernel's */
	version[60] = '\0';
	for (int i = 0; i < 12; i++)
		strcat(pattern, "(");
	strcat(pattern, "a*");
	for (int i = 0; i < 12; i++)
		strcat(pattern, ")*");
	strcat(pattern, "b");
	assert_false(version_matches(version, pattern, &valid));
	for (size_t i = 0; i < 4000; i++)
		pattern[i] = "a*"[i % 2];
	pattern[4000] = '\0';
	version_matches(version, pattern, &valid);
	free(pattern);
}

static char *random_pattern(char *at, int depth)
{
	int count = 1 + rand() % 3;

	while (count--) {
		switch (rand() % (depth ? 7 : 5)) {
		case 0:
			*at++ = '.';
			break;
		case 1:
			strcpy(at, rand() % 2 ? "[ab]" : "[^a-b]");
			at += strlen(at);
			break;
		case 5:
		case 6:
			*at++ = '(';
			at = random_pattern(at, depth - 1);
			if (rand() % 2) {
				*at++ = '|';
				at = random_pattern(at, depth - 1);
			}
			*at++ = ')';
			break;
		default:
			*at++ = "abc"[rand() % 3];
		}
		if (rand() % 3 == 0) {
			static const char *const repeats[] = { "*", "+", "?", "{2}", "{0,1}", "{1,}", "{0}" };

			strcpy(at, repeats[rand() % 7]);
			at += strlen(at);
		}
	}
	*at = '\0';
	return at;
}

static void test_against_libc(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < 20000; i++) {
		char pattern[1024] = "", version[9];
		size_t length = (size_t)(rand() % 8);
		regex_t compiled;

		random_pattern(pattern + (rand() % 3 == 0 ? (pattern[0] = '^', 1) : 0), 2);
		if (rand() % 3 == 0)
			strcat(pattern, "$");
		for (size_t j = 0; j < length; j++)
			version[j] = "abcd"[rand() % 4];
		version[length] = '\0';
		assert_int_equal(regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB), 0);
		if (matches(version, pattern) != !regexec(&compiled, version, 0, NULL, 0))
			fail_msg("'%s' against '%s'", version, pattern);
		regfree(&compiled);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usual),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_against_libc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
