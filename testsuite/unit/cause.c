/* SPDX-License-Identifier: 0BSD */
/* libmod/cause: patterns and records of the kernel's log; parameters against what the module says of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cause/inquiry.h"
#include "unit/fixture.h"

static void test_match(void **state)
{
	struct arena arena = { 0 };
	const char *parts[3];

	(void)state;
	assert_true(text_match("a: version 'x y' should be 'z'", "a: version '%' should be '%'", &arena, parts));
	assert_string_equal(parts[0], "x y");
	assert_string_equal(parts[1], "z");
	assert_true(text_match("Unknown symbol foo (err -2)", "Unknown symbol %", &arena, parts));
	assert_string_equal(parts[0], "foo (err -2)");
	assert_true(text_match("''", "'%'", &arena, parts));
	assert_string_equal(parts[0], "");
	assert_true(text_match("abc", "ab", &arena, parts));
	assert_false(text_match("ab", "abc", &arena, parts));
	assert_false(text_match("a 'b", "a '%'", &arena, parts));
	assert_true(text_match("", "%", &arena, parts));
	arena_free(&arena);
}

static void test_records(void **state)
{
	static const char text[] = "6,1,2,-;one\n SUBSYSTEM=x\n\n4,2,3,c;two; and more\nno record\n;three\n6,1;";
	struct arena arena = { 0 };
	struct name_list records = { 0 };

	(void)state;
	kmsg_parse(str_of(text), &arena, &records);
	assert_int_equal(records.count, 3);
	assert_string_equal(records.at[0], "one");
	assert_string_equal(records.at[1], "two; and more");
	assert_string_equal(records.at[2], "three");
	arena_free(&arena);
}

/* Only what came after kmsg_open is read, and kmsg_open once more forgets it. */
static void test_log(void **state)
{
	struct fixture fixture;
	struct arena arena = { 0 };
	struct kmsg log = { 0 };
	FILE *file;

	(void)state;
	fixture_open(&fixture);
	fixture_bytes(&fixture, "dev/kmsg", "6,1,1,-;before\n", 15);
	kmsg_read(&log, &arena);
	assert_int_equal(log.records.count, 0);
	kmsg_open(&log, &arena, fixture.root);
	file = fopen(fixture_path(&fixture, "dev/kmsg"), "a");
	fputs("6,2,2,-;after\n", file);
	fclose(file);
	kmsg_read(&log, &arena);
	kmsg_read(&log, &arena);
	assert_int_equal(log.records.count, 1);
	assert_string_equal(log.records.at[0], "after");
	kmsg_open(&log, &arena, fixture.root);
	assert_int_equal(log.records.count, 0);
	close(log.fd);
	fixture_close(&fixture);
	arena_free(&arena);
}

/* What is said of parameters, with code 0 or an error: NULL for good ones. */
static const char *told(struct arena *arena, const char *params)
{
	static const char info[] = "parmtype=n:int\0parmtype=u:array of uint\0parmtype=on:bool\0parmtype=text:charp\0"
				   "parm=old:only described\0parmtype=n_long:ulong";
	struct attempt attempt = { .arena = arena, .params = params };
	struct inquiry inquiry = { .attempt = attempt, .name = "m" };
	const char *text;

	inquiry.modinfo.bytes = (struct str){ info, sizeof info };
	cause_value(&inquiry);
	if (!inquiry.text.length)
		cause_parameter(&inquiry);
	text = inquiry.text.length ? arena_string(arena, buf_text(&inquiry.text)) : NULL;
	buf_free(&inquiry.text);
	return text;
}

static void test_parameters(void **state)
{
	static const char *const good[] = {
		"", "n=1", "n=-1", "n=+0x1F", "n=010", "u=1,2,3", "u=7", "on", "on=y", "on=0", "on=off", "on=ON",
		"text=", "text=\"a b\"", "\"text=a b\" n=2", "old=x", "n-long=5", "dyndbg=+p", "n=1 -- bad",
		"  n=\"3\"\t",
	};
	static const char *const bad[][2] = {
		{ "n=x", "'n' does not take 'x': its type is 'int'" },
		{ "n", "'n' does not take '': its type is 'int'" },
		{ "n=", "'n' does not take '': its type is 'int'" },
		{ "n=-", "'n' does not take '-': its type is 'int'" },
		{ "n=1 n=2z", "'n' does not take '2z': its type is 'int'" },
		{ "u=1,,3", "'u' does not take '1,,3': its type is 'array of uint'" },
		{ "on=maybe", "'on' does not take 'maybe': its type is 'bool'" },
		{ "on=", "'on' does not take '': its type is 'bool'" },
		{ "on=o", "'on' does not take 'o': its type is 'bool'" },
		{ "tex=1", "m has no parameter 'tex'; it has text, n, u" },
		{ "x=1 n=y", "'n' does not take 'y': its type is 'int'" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (told(&arena, good[i]))
			fail_msg("'%s': %s", good[i], told(&arena, good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_string_equal(told(&arena, bad[i][0]), bad[i][1]);
	arena_free(&arena);
}

static void test_kernel_without_modules(void **state)
{
	struct fixture fixture;
	struct arena arena = { 0 };
	struct kernel kernel = { .arena = &arena };
	struct inquiry inquiry = { .attempt = { .arena = &arena, .kernel = &kernel }, .code = ENOSYS };

	(void)state;
	fixture_open(&fixture);
	kernel.root = fixture.root;
	cause_calls(&inquiry);
	assert_int_equal(inquiry.text.length, 0);	/* no /proc: nothing is known */
	fixture_file(&fixture, "proc/version", "Linux");
	fixture_file(&fixture, "proc/modules", "fat 1 0 - Live 0x0");
	cause_calls(&inquiry);
	assert_int_equal(inquiry.text.length, 0);
	fixture_file(&fixture, "proc/modules", "");
	cause_calls(&inquiry);
	assert_string_equal(buf_text(&inquiry.text), "this kernel was built without loadable modules");
	buf_free(&inquiry.text);
	fixture_close(&fixture);
	arena_free(&arena);
}

/* A word that the failing place has told is taken as it is: Linux 2.4's loader does so. */
static void test_told_by_the_loader(void **state)
{
	struct arena arena = { 0 };
	struct cause cause;
	struct err err;
	const struct attempt attempt = { .arena = &arena, .path = "x.o", .err = &err };

	(void)state;
	assert_int_equal(err_cause(&err, "symbol", err_set(&err, ENOENT, "unknown symbol 'a'")), -ENOENT);
	err_wrap(&err, "x.o");
	assert_true(cause_find(&attempt, &cause));
	assert_string_equal(cause.code, "symbol");
	assert_string_equal(cause.text, "x.o: unknown symbol 'a'");
	err_set(&err, ENOENT, "something else");
	assert_null(err.cause);
	assert_false(err.is_kernels);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_kernel_without_modules),
		cmocka_unit_test(test_told_by_the_loader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
