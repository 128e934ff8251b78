/* SPDX-License-Identifier: 0BSD */
/* modprobe.d: the text of lines, every directive, which files are read and in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "config/config.h"
#include "base/lines.h"
#include "unit/fixture.h"

#include <fcntl.h>

/* ---- lines ---- */

/* All lines of a text as "NUMBER:LINE|NUMBER:LINE|". */
static void lines_are(const char *text, const char *expected)
{
	struct arena arena = { 0 };
	struct buf got = { 0 };
	struct lines lines;
	struct str line;

	lines_open(&lines, str_of(text), &arena);
	while (lines_next(&lines, &line))
		buf_format(&got, "%u:%.*s|", lines.number, (int)line.length, line.at);
	assert_string_equal(buf_text(&got), expected);
	buf_free(&got);
	arena_free(&arena);
}

static void test_lines(void **state)
{
	(void)state;
	lines_are("", "");
	lines_are("a", "1:a|");
	lines_are("a\n", "1:a|");
	lines_are("a\n\nb", "1:a|2:|3:b|");
	lines_are("\n", "1:|");
	lines_are("a\r\nb\r\n", "1:a|2:b|");
	lines_are("a\r", "1:a|");
	lines_are("a\rb", "1:a\rb|");
}

static void test_continued_lines(void **state)
{
	(void)state;
	lines_are("a \\\nb\nc", "1:a b|3:c|");
	lines_are("a\\\r\nb\nc", "1:ab|3:c|");
	lines_are("a\\\n\\\nb\nc", "1:ab|4:c|");
	lines_are("a\\\n", "1:a|");
	lines_are("a\\", "1:a|");
	lines_are("\\", "1:|");
	lines_are("# a \\\nb\nc", "1:# a b|3:c|");
}

static void test_escapes(void **state)
{
	(void)state;
	lines_are("a\\ b\\\\c\\\"d\\n", "1:a b\\c\"dn|");
	lines_are("\\\\\nb", "1:\\|2:b|");
}

/* ---- directives ---- */

/* Messages of `run` go to a file; returns its text. */
static char *messages(void (*run)(void *), void *context)
{
	static char text[4096];
	int saved = dup(STDERR_FILENO);
	FILE *file = tmpfile();
	size_t length;

	assert_non_null(file);
	log_open("test");
	dup2(fileno(file), STDERR_FILENO);
	run(context);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(file);
	length = fread(text, 1, sizeof text - 1, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

struct parse {
	struct arena arena;
	struct config config;
	const char *text;
};

static void parse(void *context)
{
	struct parse *parse = context;

	parse->config.arena = &parse->arena;
	config_parse(&parse->config, str_of(arena_string(&parse->arena, parse->text)), "FILE");
}

/* What `modprobe -c` shows of a text, and what is said about it. */
static void config_is(const char *text, const char *shown, const char *said)
{
	struct parse context = { .text = text };
	struct out out = { .fd = -1 };

	assert_string_equal(messages(parse, &context), said);
	config_print(&context.config, &out);
	assert_string_equal(buf_text(&out.buf), shown);
	buf_free(&out.buf);
	arena_free(&context.arena);
}

static void test_directives(void **state)
{
	(void)state;
	config_is("alias a-b c-d\noptions e-f g-h=1\nblacklist i-j\ninstall k-l m -n\nremove o-p q\n"
		  "softdep r-s pre: t-u post: v w\nweakdep x-y z-a  b\nforbid c-* no good\nforbid d\n",
		  "blacklist i_j\nforbid c_* no good\nforbid d\ninstall k_l m -n\nremove o_p q\nalias a_b c_d\n"
		  "options e_f g-h=1\nsoftdep r_s pre: t-u post: v w\nweakdep x_y z-a b\n",
		  "");
}

static void test_text_of_directives(void **state)
{
	(void)state;
	config_is("  \toptions\t a\tb=1\t\tc=2  ", "options a b=1  c=2  \n", "");
	config_is("options a b=\"x  y\" # hi", "options a b=\"x  y\" # hi\n", "");
	config_is("install a   b  c ", "install a   b  c \n", "");
	config_is("options a b=1 \\\n c=2\noptions d e=\\\\", "options a b=1  c=2\noptions d e=\\\n", "");
	config_is("options a b=1\r\n\r\nblacklist c\r\n", "blacklist c\noptions a b=1\n", "");
	config_is("# comment\n  # another\n\n \t \n", "", "");
	config_is("alias a b c d\nblacklist e f", "blacklist e\nalias a b\n", "");
	config_is("alias p[a-b]-c d\nblacklist x[-]", "blacklist x[-]\nalias p[a-b]_c d\n", "");
}

static void test_softdeps(void **state)
{
	(void)state;
	config_is("softdep a pre: b\nsoftdep c post: d e\nsoftdep f g h\nsoftdep i pre: post:\n"
		  "softdep j pre: k post: l pre: m\nsoftdep n pre:o",
		  "softdep a pre: b\nsoftdep c post: d e\nsoftdep f \nsoftdep i \nsoftdep j pre: k m post: l\n"
		  "softdep n \n",
		  "");
}

static void test_bad_lines(void **state)
{
	(void)state;
	config_is("nonsense x\nblacklist a\n\nalias b", "blacklist a\n",
		  "test: WARNING: FILE line 1: ignoring bad line starting with 'nonsense'\n"
		  "test: WARNING: FILE line 4: ignoring bad line starting with 'alias'\n");
	config_is("a \\\nb\noptions c  \ninstall\nremove d\nsoftdep e\nweakdep f\nblacklist\nforbid\n"
		  "alias [ x\nalias x ]\nBLACKLIST y\noptions\n",
		  "",
		  "test: WARNING: FILE line 1: ignoring bad line starting with 'a'\n"
		  "test: WARNING: FILE line 3: ignoring bad line starting with 'options'\n"
		  "test: WARNING: FILE line 4: ignoring bad line starting with 'install'\n"
		  "test: WARNING: FILE line 5: ignoring bad line starting with 'remove'\n"
		  "test: WARNING: FILE line 6: ignoring bad line starting with 'softdep'\n"
		  "test: WARNING: FILE line 7: ignoring bad line starting with 'weakdep'\n"
		  "test: WARNING: FILE line 8: ignoring bad line starting with 'blacklist'\n"
		  "test: WARNING: FILE line 9: ignoring bad line starting with 'forbid'\n"
		  "test: WARNING: FILE line 10: ignoring bad line starting with 'alias'\n"
		  "test: WARNING: FILE line 11: ignoring bad line starting with 'alias'\n"
		  "test: WARNING: FILE line 12: ignoring bad line starting with 'BLACKLIST'\n"
		  "test: WARNING: FILE line 13: ignoring bad line starting with 'options'\n");
	config_is("include /etc/x\nconfig y", "",
		  "test: WARNING: FILE line 1: command include is deprecated and not parsed anymore\n"
		  "test: WARNING: FILE line 2: command config is deprecated and not parsed anymore\n");
}

static void test_long_lines(void **state)
{
	size_t size = 300000;
	char *text = malloc(size + 32);
	struct parse context = { .text = text };

	(void)state;
	sprintf(text, "options a x=%0*d\n", (int)size, 7);
	assert_string_equal(messages(parse, &context), "");
	assert_int_equal(context.config.options.count, 1);
	assert_int_equal(strlen(context.config.options.at[0].text), size + 2);
	free(text);
	arena_free(&context.arena);
}

static void test_first_match(void **state)
{
	struct parse context = { .text = "install a* one\ninstall ab two\nsoftdep a? pre: x\nsoftdep ab pre: y\n" };
	struct config *config = &context.config;

	(void)state;
	messages(parse, &context);
	assert_string_equal(entry_matching(&config->installs, "ab")->text, "one");
	assert_null(entry_matching(&config->installs, "b"));
	assert_string_equal(entry_named(&config->installs, "ab")->text, "two");
	assert_null(entry_named(&config->installs, "a"));
	assert_string_equal(softdep_matching(config, "ab")->pre.at[0], "x");
	assert_null(softdep_matching(config, "abc"));
	assert_int_equal(entry_named(&config->installs, "ab")->origin.line, 2);
	assert_string_equal(entry_named(&config->installs, "ab")->origin.file, "FILE");
	arena_free(&context.arena);
}

/* Patterns and names that begin alike, or are shorter than what they are told apart by. */
static void test_matching_is_by_all_of_the_name(void **state)
{
	static const char *const names[] = {
		"a", "ab", "abc", "abcd", "abcde", "xt_LOG", "8139too", "i2c*", "\xe4\xf6",
	};
	static const char *const patterns[][2] = {
		{ "?", "a" }, { "[xa]b", "ab" }, { "a[b]c", "abc" }, { "abc?", "abcd" }, { "abcd*e", "abcde" },
		{ "xt_*", "xt_LOG" }, { "8[0-9]39*", "8139too" }, { "i2c[*]", "i2c*" }, { "\xe4*", "\xe4\xf6" },
	};
	struct parse context = { 0 };
	const struct config *config = &context.config;
	struct buf text = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		buf_format(&text, "install %s %zu\nremove %s %zu\n", names[i], i, patterns[i][0], i);
	context.text = buf_text(&text);
	messages(parse, &context);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_string_equal(entry_named(&config->installs, names[i])->name, names[i]);
		assert_string_equal(entry_matching(&config->removes, names[i])->name, patterns[i][0]);
	}
	assert_null(entry_named(&config->installs, "abcdef"));
	assert_null(entry_named(&config->installs, ""));
	assert_null(entry_named(&config->options, "a"));
	assert_null(entry_matching(&config->removes, "xu_LOG"));
	assert_null(entry_matching(&config->removes, ""));
	assert_string_equal(entry_matching(&config->removes, "*")->name, "?");
	buf_free(&text);
	arena_free(&context.arena);
}

/* ---- files ---- */

struct read_context {
	struct arena arena;
	struct config config;
	struct config_sources sources;
};

static void read_config(void *context)
{
	struct read_context *read = context;

	config_find(&read->config, &read->sources, &read->arena);
	config_read(&read->config);
	config_complete(&read->config);
}

/* What is shown and said; the fixture's root is cut out of messages. */
static void files_are(const struct fixture *fixture, const struct config_sources *sources, const char *shown,
		      const char *said)
{
	struct read_context context = { .sources = *sources };
	struct out out = { .fd = -1 };
	char *text = messages(read_config, &context);

	for (char *at; (at = strstr(text, fixture->root));)
		memmove(at, at + strlen(fixture->root), strlen(at + strlen(fixture->root)) + 1);
	assert_string_equal(text, said);
	config_print(&context.config, &out);
	assert_string_equal(buf_text(&out.buf), shown);
	buf_free(&out.buf);
	arena_free(&context.arena);
}

static void test_folders(void **state)
{
	struct fixture fixture;
	struct config_sources sources = { .root = fixture.root };
	char target[PATH_MAX];

	(void)state;
	fixture_open(&fixture);
	files_are(&fixture, &sources, "", "");
	fixture_file(&fixture, "etc/modprobe.d/b.conf", "options etc b");
	fixture_file(&fixture, "run/modprobe.d/a.conf", "options run a");
	fixture_file(&fixture, "run/modprobe.d/b.conf", "options run masked");
	fixture_file(&fixture, "usr/local/lib/modprobe.d/z.conf", "options local z");
	fixture_file(&fixture, "usr/lib/modprobe.d/0.conf", "options usrlib 0");
	fixture_file(&fixture, "lib/modprobe.d/c.conf", "options lib c");
	fixture_file(&fixture, "lib/modprobe.d/z.conf", "options lib masked");
	fixture_file(&fixture, "etc/modprobe.d/.hidden.conf", "nonsense");
	fixture_file(&fixture, "etc/modprobe.d/readme", "nonsense");
	fixture_file(&fixture, "etc/modprobe.d/x.conf~", "nonsense");
	files_are(&fixture, &sources,
		  "options usrlib 0\noptions run a\noptions etc b\noptions lib c\noptions local z\n", "");

	/* an empty file and a link to /dev/null mask; a link to nowhere does not; a FIFO does not hang */
	fixture_file(&fixture, "etc/modprobe.d/0.conf", "");
	assert_int_equal(symlink("/dev/null", fixture_path(&fixture, "etc/modprobe.d/a.conf")), 0);
	assert_int_equal(symlink("nowhere", fixture_path(&fixture, "etc/modprobe.d/c.conf")), 0);
	assert_int_equal(mkfifo(fixture_path(&fixture, "etc/modprobe.d/z.conf"), 0600), 0);
	fixture_file(&fixture, "etc/modprobe.d/folder.conf/inner.conf", "nonsense");
	fixture_file(&fixture, "elsewhere", "options link l");
	strcpy(target, fixture_path(&fixture, "elsewhere"));
	assert_int_equal(symlink(target, fixture_path(&fixture, "etc/modprobe.d/l.conf")), 0);
	files_are(&fixture, &sources, "options etc b\noptions lib c\noptions link l\n",
		  "test: WARNING: could not open '/etc/modprobe.d/c.conf': No such file or directory\n"
		  "test: WARNING: directories inside directories are not supported: "
		  "'/etc/modprobe.d/folder.conf'\n");
	fixture_close(&fixture);
}

static void test_given_paths(void **state)
{
	struct fixture fixture;
	const char *paths[3];
	struct config_sources sources = { .root = fixture.root, .paths = paths, .path_count = 1 };

	(void)state;
	fixture_open(&fixture);
	fixture_file(&fixture, "etc/modprobe.d/a.conf", "options etc a");
	fixture_file(&fixture, "folder/b.conf", "options folder b");
	fixture_file(&fixture, "folder/readme", "nonsense");
	fixture_file(&fixture, "other/any-name", "options other a");
	fixture_file(&fixture, "other/b.conf", "options other masked");

	paths[0] = "/dev/null";
	files_are(&fixture, &sources, "", "");
	paths[0] = strdup(fixture_path(&fixture, "folder"));
	files_are(&fixture, &sources, "options folder b\n", "");
	paths[1] = strdup(fixture_path(&fixture, "other/any-name"));
	paths[2] = strdup(fixture_path(&fixture, "other/b.conf"));
	sources.path_count = 3;
	files_are(&fixture, &sources, "options other a\noptions folder b\n", "");
	free((char *)paths[0]);
	paths[0] = strdup(fixture_path(&fixture, "nothing"));
	sources.path_count = 1;
	files_are(&fixture, &sources, "", "test: WARNING: could not open '/nothing': No such file or directory\n");
	for (int i = 0; i < 3; i++)
		free((char *)paths[i]);
	fixture_close(&fixture);
}

static void test_module_directory(void **state)
{
	struct fixture fixture;
	char dir[PATH_MAX];
	struct config_sources sources = { .root = fixture.root, .module_dir = dir };

	(void)state;
	fixture_open(&fixture);
	strcpy(dir, fixture_path(&fixture, "modules"));
	fixture_file(&fixture, "modules/modules.softdep", "# comment\nsoftdep a pre: module-dir\n");
	fixture_file(&fixture, "modules/modules.weakdep", "weakdep w x\n");
	fixture_file(&fixture, "etc/modprobe.d/modules.r.conf", "softdep a pre: before\n");
	fixture_file(&fixture, "etc/modprobe.d/o.conf", "softdep a pre: after\n");
	files_are(&fixture, &sources,
		  "softdep a pre: before\nsoftdep a pre: module-dir\nsoftdep a pre: after\n", "");
	sources.weakdeps = true;
	files_are(&fixture, &sources,
		  "softdep a pre: before\nsoftdep a pre: module-dir\nsoftdep a pre: after\nweakdep w x\n", "");
	fixture_close(&fixture);
}

static void test_kernel_command_line_is_last(void **state)
{
	struct fixture fixture;
	struct config_sources sources = { .root = fixture.root };

	(void)state;
	fixture_open(&fixture);
	fixture_file(&fixture, "etc/modprobe.d/a.conf", "options a x=1\nblacklist b\n");
	fixture_file(&fixture, "proc/cmdline", "quiet a.x=2 modprobe.blacklist=c-d\n");
	files_are(&fixture, &sources, "blacklist b\nblacklist c_d\noptions a x=1\noptions a x=2\n", "");
	fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_continued_lines),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_directives),
		cmocka_unit_test(test_text_of_directives),
		cmocka_unit_test(test_softdeps),
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_first_match),
		cmocka_unit_test(test_matching_is_by_all_of_the_name),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_given_paths),
		cmocka_unit_test(test_module_directory),
		cmocka_unit_test(test_kernel_command_line_is_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
