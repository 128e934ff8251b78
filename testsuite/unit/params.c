/* SPDX-License-Identifier: 0BSD */
/* Parameters from all sources, and the blanks between them that programs know. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config.h"
#include "plan/params.h"

static const char text[] = "options ext4 a=1\noptions loop max_loop=8 \noptions ext4 b=2  c=3\noptions fs-ext4 d=4\n";

static void joined(const char *name, const char *alias, const char *asked, const char *expected)
{
	struct arena arena = { 0 };
	struct config config = { .arena = &arena };
	const struct target target = { .name = name, .alias = alias };

	config_parse(&config, str_of(arena_string(&arena, text)), "FILE");
	assert_string_equal(params_join(&config, &target, asked, &arena), expected);
	arena_free(&arena);
}

static void test_sources(void **state)
{
	(void)state;
	joined("nothing", NULL, "", "");
	joined("nothing", NULL, "x=1", "x=1");
	joined("ext4", NULL, "", "a=1 b=2  c=3 ");
	joined("ext4", NULL, "x=1 y", "a=1 b=2  c=3 x=1 y");
	joined("loop", NULL, "", "max_loop=8  ");
}

static void test_alias(void **state)
{
	(void)state;
	joined("ext4", "fs_ext4", "", "a=1 b=2  c=3 d=4 ");
	joined("ext4", "fs_ext3", "", "a=1 b=2  c=3 ");
	joined("other", "ext4", "", "a=1 b=2  c=3 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_alias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
