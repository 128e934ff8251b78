/* SPDX-License-Identifier: 0BSD */
/* depmod.d: what its lines mean for two modules of one name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "depmod/conf.h"
#include "fixture.h"

/* A configuration of these lines for Linux 6.1.0. */
static struct conf conf_of(struct arena *arena, const char *text)
{
	struct conf conf = { .arena = arena, .version = "6.1.0" };

	log_set_level(LOG_LEVEL_NONE);
	conf_parse(&conf, (struct str){ arena_string(arena, text), strlen(text) }, "FILE");
	return conf;
}

static struct module module_at(const char *path)
{
	return (struct module){ .path = path, .shown = path, .name = "m", .is_external = *path == '/' };
}

/* Whether, by these lines, `winner` is taken and `loser` is not, whoever is asked for first. */
static void prefers(const char *text, const char *winner, const char *loser)
{
	struct arena arena = { 0 };
	struct conf conf = conf_of(&arena, text);
	struct module a = module_at(winner), b = module_at(loser);

	assert_true(conf_prefers(&conf, &a, &b));
	assert_false(conf_prefers(&conf, &b, &a));
	arena_free(&arena);
}

static void test_search(void **state)
{
	(void)state;
	prefers("search updates extra built-in\n", "updates/m.ko", "extra/m.ko");
	prefers("search updates extra built-in\n", "extra/x/y/m.ko", "kernel/m.ko");
	prefers("search updates extra built-in weak-updates\n", "kernel/m.ko", "weak-updates/m.ko");
	prefers("search extra\nsearch updates\n", "extra/m.ko", "updates/m.ko");
	prefers("search updates/dkms updates\n", "updates/dkms/m.ko", "updates/m.ko");
	prefers("search /updates/ built-in\n", "updates/m.ko", "kernel/m.ko");
	prefers("\tsearch \\\n  updates\tbuilt-in \r\n", "updates/m.ko", "kernel/m.ko");
	prefers("search foo foobar built-in\n", "foobar/m.ko", "kernel/m.ko");
	prefers("search foo built-in\n", "kernel/a/m.ko", "kernel/foo/m.ko");
	prefers("search foo\n", "foo/m.ko", "kernel/m.ko");
}

static void test_equal_rank(void **state)
{
	(void)state;
	prefers("search updates\n", "extra/m.ko", "kernel/m.ko");
	prefers("search updates\n", "updates/a/m.ko", "updates/m.ko");
	prefers("", "kernel/m.ko", "kernel/m.ko.xz");
	prefers("", "kernel/m.ko", "/external/m.ko");
}

static void test_override(void **state)
{
	(void)state;
	prefers("override m * weak-updates\n", "weak-updates/m.ko", "updates/m.ko");
	prefers("search updates\noverride m ^6\\.1 kernel/a\n", "kernel/a/m.ko.xz", "updates/m.ko");
	prefers("search updates\noverride m ^5 kernel/a\n", "updates/m.ko", "kernel/a/m.ko");
	prefers("search updates\noverride other * kernel/a\n", "updates/m.ko", "kernel/a/m.ko");
	prefers("search updates\noverride m * kernel\n", "updates/m.ko", "kernel/a/m.ko");
	prefers("override m * a\noverride m * b\n", "b/m.ko", "a/m.ko");
	prefers("search updates\noverride m [ kernel/a\n", "updates/m.ko", "kernel/a/m.ko");
}

static void test_external(void **state)
{
	(void)state;
	prefers("search updates external built-in\n", "/x/m.ko", "kernel/m.ko");
	prefers("search updates external built-in\n", "updates/m.ko", "/x/m.ko");
	prefers("search updates built-in\n", "kernel/m.ko", "/x/m.ko");
}

static void test_lists(void **state)
{
	struct arena arena = { 0 };
	struct conf conf = conf_of(&arena, "exclude a b\nexternal * /x\nexternal ^5 /y\nexternal * z\nexclude\n"
					   "# exclude c\ninclude d\nmake_map_files no\nexternal 6 /last");

	(void)state;
	assert_true(conf_excludes(&conf, "a"));
	assert_true(conf_excludes(&conf, "b"));
	assert_true(conf_excludes(&conf, "build"));
	assert_true(conf_excludes(&conf, "source"));
	assert_false(conf_excludes(&conf, "c"));
	assert_int_equal(conf.externals.count, 2);
	assert_string_equal(conf.externals.at[0], "/x");
	assert_string_equal(conf.externals.at[1], "/last");
	arena_free(&arena);
}

static void test_bad_lines(void **state)
{
	struct arena arena = { 0 };
	struct conf conf = conf_of(&arena, "override m\noverride m *\nexternal *\nnonsense x\nsearch\n\\");

	(void)state;
	assert_int_equal(conf.overrides.count + conf.externals.count + conf.searches.count, 0);
	arena_free(&arena);
}

/* Files given by name and in a folder; the folder's are sorted, others of it do not count. */
static void test_files(void **state)
{
	struct arena arena = { 0 };
	struct conf conf = { .arena = &arena, .version = "6.1.0" };
	struct fixture fixture;
	const char *paths[3];

	(void)state;
	log_set_level(LOG_LEVEL_NONE);
	fixture_open(&fixture);
	fixture_file(&fixture, "d/b.conf", "search b\n");
	fixture_file(&fixture, "d/a.conf", "search a\n");
	fixture_file(&fixture, "d/.h.conf", "search hidden\n");
	fixture_file(&fixture, "d/readme", "search readme\n");
	fixture_file(&fixture, "d/sub.conf/x.conf", "search below\n");
	fixture_file(&fixture, "aa", "search middle");
	paths[0] = arena_string(&arena, fixture_path(&fixture, "d"));
	paths[1] = arena_string(&arena, fixture_path(&fixture, "aa"));
	paths[2] = "/nonexistent";
	conf_read(&conf, paths, 3);
	assert_int_equal(conf.searches.count, 3);
	assert_string_equal(conf.searches.at[0], "a");
	assert_string_equal(conf.searches.at[1], "middle");
	assert_string_equal(conf.searches.at[2], "b");

	paths[0] = "/dev/null";
	conf = (struct conf){ .arena = &arena, .version = "6.1.0" };
	conf_read(&conf, paths, 1);
	assert_int_equal(conf.searches.count, 1);
	assert_string_equal(conf.searches.at[0], "updates");
	fixture_close(&fixture);
	arena_free(&arena);
}

/* The five folders: what stands in an earlier one hides its namesakes. */
static void test_folders(void **state)
{
	struct arena arena = { 0 };
	struct conf conf = { .arena = &arena, .version = "6.1.0" };
	struct fixture fixture;

	(void)state;
	log_set_level(LOG_LEVEL_NONE);
	fixture_open(&fixture);
	fixture_file(&fixture, "etc/depmod.d/b.conf", "search etc-b\n");
	fixture_file(&fixture, "usr/lib/depmod.d/b.conf", "search hidden\n");
	fixture_file(&fixture, "lib/depmod.d/c.conf", "search lib-c\n");
	fixture_file(&fixture, "run/depmod.d/a.conf", "search run-a\n");
	fixture_file(&fixture, "usr/local/lib/depmod.d/d.conf", "search hidden\n");
	assert_int_equal(symlink("/dev/null", fixture_path(&fixture, "etc/depmod.d/d.conf")), 0);
	conf.root = fixture.root;
	conf_read(&conf, NULL, 0);
	assert_int_equal(conf.searches.count, 3);
	assert_string_equal(conf.searches.at[0], "run-a");
	assert_string_equal(conf.searches.at[1], "etc-b");
	assert_string_equal(conf.searches.at[2], "lib-c");
	fixture_close(&fixture);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_equal_rank),
		cmocka_unit_test(test_override),
		cmocka_unit_test(test_external),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_folders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
