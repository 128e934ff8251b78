/* SPDX-License-Identifier: 0BSD */
/* Files by path: what is read, what is refused, and what a failed write leaves behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/files.h"
#include "unit/fixture.h"

#include <fcntl.h>

static void test_paths(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(path_join(&arena, "a", "b"), "a/b");
	assert_string_equal(path_join(&arena, "a/", "/b"), "a/b");
	assert_string_equal(path_join(&arena, "a//", "b"), "a/b");
	assert_string_equal(path_join(&arena, "", "/b"), "/b");
	assert_string_equal(path_join(&arena, "", "b"), "b");
	assert_string_equal(path_join(&arena, "/", "b"), "/b");
	assert_string_equal(path_base("/a/b.ko"), "b.ko");
	assert_string_equal(path_base("b.ko"), "b.ko");
	assert_string_equal(path_base("a/"), "");
	arena_free(&arena);
}

static void test_read_whole(void **state)
{
	struct arena arena = { 0 };
	struct fixture fixture;
	struct err err;
	struct str text;
	char *large = malloc(300000);

	(void)state;
	fixture_open(&fixture);
	memset(large, 'x', 300000);
	fixture_bytes(&fixture, "large", large, 300000);
	fixture_file(&fixture, "empty", "");
	assert_int_equal(file_read(&arena, fixture_path(&fixture, "large"), 300000, &text, &err), 0);
	assert_int_equal(text.length, 300000);
	assert_memory_equal(text.at, large, 300000);
	assert_int_equal(text.at[300000], 0);
	assert_int_equal(file_read(&arena, fixture_path(&fixture, "large"), 299999, &text, &err), -EFBIG);
	assert_non_null(strstr(err.text, "large': File too large"));
	assert_int_equal(file_read(&arena, fixture_path(&fixture, "empty"), 10, &text, &err), 0);
	assert_int_equal(text.length, 0);
	assert_string_equal(text.at, "");
	assert_int_equal(file_read(&arena, fixture_path(&fixture, "none"), 10, &text, &err), -ENOENT);
	assert_int_equal(err.code, ENOENT);
	/* its size is said to be 0 */
	assert_int_equal(file_read(&arena, "/proc/self/status", 1 << 20, &text, &err), 0);
	assert_non_null(strstr(text.at, "Pid:"));
	free(large);
	arena_free(&arena);
	fixture_close(&fixture);
}

static void test_only_regular_files(void **state)
{
	struct fixture fixture;
	struct err err;
	uint64_t size;

	(void)state;
	fixture_open(&fixture);
	fixture_file(&fixture, "file", "x");
	assert_int_equal(mkfifo(fixture_path(&fixture, "fifo"), 0600), 0);
	assert_int_equal(symlink("file", fixture_path(&fixture, "link")), 0);
	assert_int_equal(file_open(fixture.root, 0, &size, &err), -EISDIR);
	assert_int_equal(file_open(fixture_path(&fixture, "fifo"), 0, &size, &err), -EINVAL);
	assert_int_equal(file_open("/dev/zero", 0, &size, &err), -EINVAL);
	close(file_open(fixture_path(&fixture, "link"), O_CLOEXEC, &size, &err));
	assert_int_equal(file_kind(fixture_path(&fixture, "link")), FILE_REGULAR);
	assert_int_equal(file_kind(fixture_path(&fixture, "fifo")), FILE_OTHER);
	assert_int_equal(file_kind(fixture.root), FILE_FOLDER);
	assert_int_equal(file_kind(fixture_path(&fixture, "none")), FILE_UNKNOWN);
	assert_int_equal(errno, ENOENT);
	fixture_close(&fixture);
}

static void test_replace(void **state)
{
	struct arena arena = { 0 };
	struct fixture fixture;
	struct folder folder;
	struct stat status;
	struct err err;
	struct str text;
	mode_t mask = umask(077);

	(void)state;
	fixture_open(&fixture);
	assert_int_equal(file_replace(fixture_path(&fixture, "f"), "one", 3, &err), 0);
	assert_int_equal(file_replace(fixture_path(&fixture, "f"), "second", 6, &err), 0);
	assert_int_equal(file_read(&arena, fixture_path(&fixture, "f"), 10, &text, &err), 0);
	assert_string_equal(text.at, "second");
	assert_int_equal(stat(fixture_path(&fixture, "f"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	/* a folder in the way: nothing is left behind */
	fixture_file(&fixture, "g/", "");
	assert_true(file_replace(fixture_path(&fixture, "g"), "x", 1, &err) < 0);
	assert_int_equal(file_replace(fixture_path(&fixture, "no/such"), "x", 1, &err), -ENOENT);
	assert_int_equal(folder_list(&arena, fixture.root, &folder, &err), 0);
	assert_int_equal(folder.count, 2);
	umask(mask);
	arena_free(&arena);
	fixture_close(&fixture);
}

static void test_make_folders(void **state)
{
	struct fixture fixture;
	char deep[PATH_MAX + 10];
	struct err err;

	(void)state;
	fixture_open(&fixture);
	assert_int_equal(folder_make(fixture_path(&fixture, "a/b/c"), &err), 0);
	assert_int_equal(folder_make(fixture_path(&fixture, "a/b/c/"), &err), 0);
	assert_int_equal(folder_make(fixture_path(&fixture, "a//d"), &err), 0);
	assert_int_equal(file_kind(fixture_path(&fixture, "a/b/c")), FILE_FOLDER);
	assert_int_equal(file_kind(fixture_path(&fixture, "a/d")), FILE_FOLDER);
	fixture_file(&fixture, "file", "x");
	assert_int_equal(folder_make(fixture_path(&fixture, "file"), &err), -ENOTDIR);
	assert_int_equal(folder_make(fixture_path(&fixture, "file/x"), &err), -ENOTDIR);
	assert_int_equal(folder_make("/", &err), 0);
	memset(deep, 'x', sizeof deep - 1);
	deep[sizeof deep - 1] = '\0';
	assert_int_equal(folder_make(deep, &err), -ENAMETOOLONG);
	fixture_close(&fixture);
}

static void test_lists_are_sorted(void **state)
{
	struct arena arena = { 0 };
	struct fixture fixture;
	struct folder folder;
	struct err err;

	(void)state;
	fixture_open(&fixture);
	fixture_file(&fixture, "b", "");
	fixture_file(&fixture, "a/", "");
	fixture_file(&fixture, ".hidden", "");
	fixture_file(&fixture, "B", "");
	assert_int_equal(folder_list(&arena, fixture.root, &folder, &err), 0);
	assert_int_equal(folder.count, 4);
	assert_string_equal(folder.entries[0].name, ".hidden");
	assert_string_equal(folder.entries[1].name, "B");
	assert_string_equal(folder.entries[2].name, "a");
	assert_string_equal(folder.entries[3].name, "b");
	assert_int_equal(folder_list(&arena, fixture_path(&fixture, "none"), &folder, &err), -ENOENT);
	assert_int_equal(folder.count, 0);
	arena_free(&arena);
	fixture_close(&fixture);
}

static void test_write_errors_show(void **state)
{
	int full = open("/dev/full", O_WRONLY);

	(void)state;
	assert_int_equal(file_write(full, "x", 1), -ENOSPC);
	assert_int_equal(file_write(full, "", 0), 0);
	assert_int_equal(file_write(-1, "x", 1), -EBADF);
	close(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_read_whole),
		cmocka_unit_test(test_only_regular_files),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_make_folders),
		cmocka_unit_test(test_lists_are_sorted),
		cmocka_unit_test(test_write_errors_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
