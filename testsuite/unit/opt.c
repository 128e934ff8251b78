/* SPDX-License-Identifier: 0BSD */
/* Command lines: permuting, abbreviations, clusters, both tables, and the words for each mistake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/opt.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct fields {
	bool force, quiet;
	int verbose;
	const char *root, *job;
	struct opt_list configs;
	unsigned long wait;
};

struct common {
	bool help;
};

static const struct opt options[] = {
	{ 'f', OPT_FLAG, offsetof(struct fields, force), "force" },
	{ 0, OPT_FLAG, offsetof(struct fields, quiet), "force-vermagic" },
	{ 'q', OPT_FLAG, offsetof(struct fields, quiet), "quiet" },
	{ 'v', OPT_COUNT, offsetof(struct fields, verbose), "verbose" },
	{ 'd', OPT_TEXT, offsetof(struct fields, root), "dirname" },
	{ 'C', OPT_LIST, offsetof(struct fields, configs), "config" },
	{ 'w', OPT_NUMBER, offsetof(struct fields, wait), NULL },
	{ 'p', OPT_IGNORED, 0, NULL },
	{ 'X', OPT_IGNORED_TEXT, 0, "old" },
	{ 0, OPT_NAME, offsetof(struct fields, job), "author" },
	{ 'l', OPT_NAME, offsetof(struct fields, job), "license" },
	{ 'i', OPT_COUNT, offsetof(struct fields, verbose), "ignore-install" },
	{ 'i', OPT_COUNT, offsetof(struct fields, verbose), "ignore-remove" },
	{ 0, OPT_FLAG, offsetof(struct fields, quiet), "show" },
	{ 0 },
};

static const struct opt common_options[] = {
	{ 'h', OPT_FLAG, offsetof(struct common, help), "help" },
	{ 0 },
};

struct result {
	struct arena arena;
	struct fields fields;
	struct common common;
	struct err err;
	char operands[200];
	int rc;
};

/* Cuts `line` at blanks, parses it, and puts the operands together again. */
static void parse(struct result *result, const char *line)
{
	const struct opt_set sets[2] = { { options, &result->fields }, { common_options, &result->common } };
	char *text, *argv[20] = { (char *)"prog" };
	int argc = 1;

	memset(result, 0, sizeof *result);
	text = arena_string(&result->arena, line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	result->rc = opt_parse(sets, argc, argv, &result->arena, &result->err);
	for (int i = result->rc; i > 0 && i < argc; i++)
		snprintf(result->operands + strlen(result->operands), 50, "%s|", argv[i]);
}

static void done(struct result *result)
{
	arena_free(&result->arena);
}

static void test_every_kind(void **state)
{
	struct result result;

	(void)state;
	parse(&result, "-fvv -d /x -Ca --config=b --config c -w 30 -p -X y --old z op");
	assert_true(result.rc > 0);
	assert_true(result.fields.force);
	assert_int_equal(result.fields.verbose, 2);
	assert_string_equal(result.fields.root, "/x");
	assert_int_equal(result.fields.configs.count, 3);
	assert_string_equal(result.fields.configs.at[0], "a");
	assert_string_equal(result.fields.configs.at[2], "c");
	assert_int_equal(result.fields.wait, 30);
	assert_string_equal(result.operands, "op|");
	done(&result);
}

static void test_options_after_operands(void **state)
{
	struct result result;

	(void)state;
	parse(&result, "name -q param=1 --dirname /x last");
	assert_true(result.fields.quiet);
	assert_string_equal(result.fields.root, "/x");
	assert_string_equal(result.operands, "name|param=1|last|");
	done(&result);
}

static void test_two_dashes_end_options(void **state)
{
	struct result result;

	(void)state;
	parse(&result, "-q -- -f name - --x");
	assert_true(result.fields.quiet);
	assert_false(result.fields.force);
	assert_string_equal(result.operands, "-f|name|-|--x|");
	done(&result);
}

static void test_abbreviations(void **state)
{
	struct result result;

	(void)state;
	parse(&result, "--verb --dir=/x --force --he --force-v --ignore");
	assert_true(result.rc > 0);
	assert_int_equal(result.fields.verbose, 2);
	assert_true(result.fields.force);
	assert_true(result.fields.quiet);
	assert_true(result.common.help);
	done(&result);
}

static void test_of_names_the_last_wins(void **state)
{
	struct result result;

	(void)state;
	parse(&result, "--author -l");
	assert_string_equal(result.fields.job, "license");
	done(&result);
	parse(&result, "-l --auth");
	assert_string_equal(result.fields.job, "author");
	done(&result);
}

static void test_no_arguments(void **state)
{
	struct result result;

	(void)state;
	parse(&result, "");
	assert_int_equal(result.rc, 1);
	done(&result);
}

static void test_mistakes(void **state)
{
	static const char *const pairs[][2] = {
		{ "-Z", "invalid option -- 'Z'" },
		{ "--verbose -Zq", "invalid option -- 'Z'" },
		{ "-qZ", "invalid option -- 'Z'" },
		{ "--nope", "unrecognized option '--nope'" },
		{ "--nope=3", "unrecognized option '--nope=3'" },
		{ "a b --nope", "unrecognized option '--nope'" },
		{ "--forc", "option '--forc' is ambiguous" },
		{ "--forc=1", "option '--forc=1' is ambiguous" },
		{ "--force=1", "option '--force' doesn't allow an argument" },
		{ "--verb=1", "option '--verbose' doesn't allow an argument" },
		{ "--dirname", "option '--dirname' requires an argument" },
		{ "--dirn", "option '--dirname' requires an argument" },
		{ "-d", "option requires an argument -- 'd'" },
		{ "-qd", "option requires an argument -- 'd'" },
		{ "-w 3x", "invalid number '3x'" },
		{ "-w -3", "invalid number '-3'" },
		{ "-w 99999999999999999999", "invalid number '99999999999999999999'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct result result;

		parse(&result, pairs[i][0]);
		assert_true(result.rc < 0);
		assert_string_equal(result.err.text, pairs[i][1]);
		done(&result);
	}
}

static void test_deprecated_names_still_work(void **state)
{
	struct result result;

	(void)state;
	log_set_level(LOG_LEVEL_NONE);
	parse(&result, "--show");
	log_set_level(LOG_LEVEL_WARNING);
	assert_true(result.fields.quiet);
	done(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind),
		cmocka_unit_test(test_options_after_operands),
		cmocka_unit_test(test_two_dashes_end_options),
		cmocka_unit_test(test_abbreviations),
		cmocka_unit_test(test_of_names_the_last_wins),
		cmocka_unit_test(test_no_arguments),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_deprecated_names_still_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
