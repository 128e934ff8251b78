/* SPDX-License-Identifier: 0BSD */
/* Cutting text into words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/words.h"

static void words_are(const char *text, const char *expected)
{
	struct arena arena = { 0 };
	struct words words = { 0 };
	struct buf got = { 0 };

	words_add(&words, text, &arena);
	for (size_t i = 0; i < words.count; i++)
		buf_format(&got, "%s|", words.at[i]);
	assert_string_equal(buf_text(&got), expected);
	buf_free(&got);
	arena_free(&arena);
}

static void test_words(void **state)
{
	(void)state;
	words_are("", "");
	words_are(" \t\n", "");
	words_are("a", "a|");
	words_are("  a  b\tc\n", "a|b|c|");
	words_are("a='b c' \"d e\"", "a=b c|d e|");
	words_are("'' \"\"", "||");
	words_are("'a\"b' \"c'd\"", "a\"b|c'd|");
	words_are("a'b'c", "abc|");
	words_are("'a b", "a b|");
	words_are("'", "|");
}

static void test_one_word(void **state)
{
	struct arena arena = { 0 };
	struct words words = { 0 };
	char word[] = "a b";

	(void)state;
	for (int i = 0; i < 100; i++)
		word_add(&words, word, &arena);
	word_add(&words, NULL, &arena);
	assert_int_equal(words.count, 101);
	assert_ptr_equal(words.at[99], word);
	assert_null(words.at[100]);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_one_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
