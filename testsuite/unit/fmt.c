/* SPDX-License-Identifier: 0BSD */
/* The formatter says what printf says, for every form that it knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fmt.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/* One format and one argument through both, into rooms of every kind. */
#define SAME(size, ...)								\
	do {									\
		char ours[300], theirs[300];					\
		size_t whole;							\
										\
		memset(ours, 'X', sizeof ours);					\
		memset(theirs, 'X', sizeof theirs);				\
		whole = fmt(ours, (size), __VA_ARGS__);			\
		assert_int_equal(whole, snprintf(theirs, (size), __VA_ARGS__)); \
		assert_memory_equal(ours, theirs, sizeof ours);			\
	} while (0)

static const long long numbers[] = {
	0, 1, -1, 7, 9, 10, 42, -42, 99, 100, 255, 1000, -65536, INT_MAX, INT_MIN, UINT_MAX, LLONG_MAX, LLONG_MIN,
};

static void test_numbers(void **state)
{
	static const char *const flags[] = { "", "-", "0", "-0", "0-" };
	static const char *const widths[] = { "", "1", "2", "5", "10", "19", "25", "70", "71" };

	(void)state;
	for (size_t f = 0; f < 5; f++) {
		for (size_t w = 0; w < 9; w++) {
			for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
				for (const char *kind = "duxX"; *kind; kind++) {
					char format[32];

					snprintf(format, sizeof format, "<%%%s%s%c>", flags[f], widths[w], *kind);
					SAME(300, format, (int)numbers[n]);
					snprintf(format, sizeof format, "<%%%s%sl%c>", flags[f], widths[w], *kind);
					SAME(300, format, (long)numbers[n]);
					snprintf(format, sizeof format, "<%%%s%sll%c>", flags[f], widths[w], *kind);
					SAME(300, format, numbers[n]);
					snprintf(format, sizeof format, "<%%%s%sz%c>", flags[f], widths[w], *kind);
					SAME(300, format, (size_t)numbers[n]);
				}
			}
		}
	}
}

static void test_strings(void **state)
{
	static const char *const texts[] = { "", "a", "abc", "a longer text with blanks" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		SAME(300, "%s", texts[i]);
		SAME(300, "[%10s|%-10s]", texts[i], texts[i]);
		SAME(300, "[%.2s|%5.2s|%-5.2s|%.0s]", texts[i], texts[i], texts[i], texts[i]);
		for (int width = 0; width < 12; width++)
			SAME(300, "[%*s|%-*s|%.*s|%*.*s]", width, texts[i], width, texts[i], width, texts[i],
			     width, 3, texts[i]);
	}
	SAME(300, "%c%c%5c%-5c|", 'a', 0x80, 'b', 'c');
	SAME(300, "100%% %s%%", "x");
}

static void test_precision_needs_no_nul(void **state)
{
	char *bytes = malloc(3);
	char out[8];

	(void)state;
	memcpy(bytes, "abc", 3);
	assert_int_equal(fmt(out, sizeof out, "%.*s", 3, bytes), 3);
	assert_string_equal(out, "abc");
	free(bytes);
}

static void test_cut_like_snprintf(void **state)
{
	(void)state;
	for (size_t size = 0; size < 40; size++)
		SAME(size, "%s: %-8s|%05d|%x", "head", "abc", -12, 0xbeefu);
	assert_int_equal(fmt(NULL, 0, "%s%d", "four", 12345), 9);
}

static void test_random(void **state)
{
	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		char format[64];
		long value = (long)((unsigned long)rand() << (rand() % 33)) * (rand() % 2 ? 1 : -1);
		size_t length = 0, room = (size_t)(rand() % 60);

		format[length++] = '%';
		while (rand() % 2 && length < 4)
			format[length++] = "-0"[rand() % 2];
		if (rand() % 2)
			length += (size_t)sprintf(format + length, "%d", 1 + rand() % 40);
		format[length++] = 'l';
		format[length++] = "duxX"[rand() % 4];
		format[length] = '\0';
		SAME(room, format, value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_precision_needs_no_nul),
		cmocka_unit_test(test_cut_like_snprintf),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
