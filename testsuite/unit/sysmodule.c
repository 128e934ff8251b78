/* SPDX-License-Identifier: 0BSD */
/* What /sys/module tells about a module, in every stage of its life. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/sysmodule.h"
#include "unit/fixture.h"

struct system {
	struct arena arena;
	struct fixture fixture;
	struct kernel kernel;
};

static int setup(void **state)
{
	struct system *system = calloc(1, sizeof *system);

	fixture_open(&system->fixture);
	system->kernel = (struct kernel){ .arena = &system->arena, .root = system->fixture.root };
	*state = system;
	return 0;
}

static int teardown(void **state)
{
	struct system *system = *state;

	fixture_close(&system->fixture);
	arena_free(&system->arena);
	free(system);
	return 0;
}

static void test_states(void **state)
{
	struct system *system = *state;
	struct kernel *kernel = &system->kernel;

	assert_false(sysmodule_mounted(kernel));
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_ABSENT);
	fixture_file(&system->fixture, "sys/module/m/", "");
	assert_true(sysmodule_mounted(kernel));
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_BUILTIN);
	fixture_file(&system->fixture, "sys/module/m/holders/", "");
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_COMING);
	fixture_file(&system->fixture, "sys/module/m/initstate", "coming\n");
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_COMING);
	fixture_file(&system->fixture, "sys/module/m/initstate", "live\n");
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_LIVE);
	fixture_file(&system->fixture, "sys/module/m/initstate", "going\n");
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_GOING);
}

/* What comes later is absent; what goes, or changes, is still asked for. */
static void test_noted_names(void **state)
{
	struct system *system = *state;
	struct kernel *kernel = &system->kernel;

	sysmodule_list(kernel);
	fixture_file(&system->fixture, "sys/module/m/initstate", "coming\n");
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_COMING);
	sysmodule_list(kernel);
	fixture_file(&system->fixture, "sys/module/m/initstate", "live\n");
	fixture_file(&system->fixture, "sys/module/late/initstate", "live\n");
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_LIVE);
	assert_int_equal(sysmodule_state(kernel, "late"), MODULE_ABSENT);
	assert_int_equal(sysmodule_state(kernel, ""), MODULE_ABSENT);
	assert_int_equal(sysmodule_state(kernel, "m/"), MODULE_ABSENT);
	unlink(fixture_path(&system->fixture, "sys/module/m/initstate"));
	rmdir(fixture_path(&system->fixture, "sys/module/m"));
	assert_int_equal(sysmodule_state(kernel, "m"), MODULE_ABSENT);
}

static void test_names_that_no_module_has(void **state)
{
	struct system *system = *state;
	char name[5000];

	fixture_file(&system->fixture, "sys/module/m/initstate", "live\n");
	fixture_file(&system->fixture, "sys/module/m/refcnt", "3\n");
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_int_equal(sysmodule_state(&system->kernel, name), MODULE_ABSENT);
	assert_int_equal(sysmodule_state(&system->kernel, ""), MODULE_ABSENT);
	assert_int_equal(sysmodule_state(&system->kernel, ".."), MODULE_ABSENT);
	assert_int_equal(sysmodule_state(&system->kernel, "."), MODULE_ABSENT);
	assert_int_equal(sysmodule_state(&system->kernel, "../module/m"), MODULE_ABSENT);
	assert_int_equal(sysmodule_state(&system->kernel, "m/"), MODULE_ABSENT);
	assert_int_equal(sysmodule_references(&system->kernel, "x/../m"), -ENOENT);
}

static void test_references(void **state)
{
	struct system *system = *state;

	assert_int_equal(sysmodule_references(&system->kernel, "m"), -ENOENT);
	fixture_file(&system->fixture, "sys/module/m/refcnt", "12\n");
	assert_int_equal(sysmodule_references(&system->kernel, "m"), 12);
	fixture_file(&system->fixture, "sys/module/m/refcnt", "-1\n");
	assert_int_equal(sysmodule_references(&system->kernel, "m"), 0);
}

static void test_holders_are_sorted(void **state)
{
	struct system *system = *state;
	const char **names;

	assert_int_equal(sysmodule_holders(&system->kernel, "m", &names), 0);
	fixture_file(&system->fixture, "sys/module/m/holders/", "");
	assert_int_equal(sysmodule_holders(&system->kernel, "m", &names), 0);
	assert_null(names);
	fixture_file(&system->fixture, "sys/module/m/holders/zram/", "");
	fixture_file(&system->fixture, "sys/module/m/holders/ext4/", "");
	assert_int_equal(sysmodule_holders(&system->kernel, "m", &names), 2);
	assert_string_equal(names[0], "ext4");
	assert_string_equal(names[1], "zram");
}

static void test_compression_is_asked_once(void **state)
{
	struct system *system = *state;

	assert_null(sysmodule_compression(&system->kernel));
	fixture_file(&system->fixture, "sys/module/compression", "xz\n");
	assert_null(sysmodule_compression(&system->kernel));
	system->kernel.compression_known = false;
	assert_string_equal(sysmodule_compression(&system->kernel), "xz");
	fixture_file(&system->fixture, "sys/module/compression", "zstd\n");
	assert_string_equal(sysmodule_compression(&system->kernel), "xz");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_states),
		TEST(test_noted_names),
		TEST(test_names_that_no_module_has),
		TEST(test_references),
		TEST(test_holders_are_sorted),
		TEST(test_compression_is_asked_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
