/* SPDX-License-Identifier: 0BSD */
/* Several files that appear together, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "depmod/publish.h"
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>

struct shop {
	struct fixture fixture;
	struct arena arena;
	struct publication publication;
	struct err err;
};

static void shop_open(struct shop *shop)
{
	*shop = (struct shop){ 0 };
	log_set_level(LOG_LEVEL_NONE);
	fixture_open(&shop->fixture);
	fixture_file(&shop->fixture, "a", "old a\n");
	fixture_file(&shop->fixture, "b", "old b\n");
	fixture_file(&shop->fixture, "same", "same\n");
}

static void shop_begin(struct shop *shop)
{
	assert_int_equal(publish_begin(&shop->publication, shop->fixture.root, &shop->err), 0);
}

static int shop_write(struct shop *shop, const char *name, const char *text)
{
	struct publication *publication = &shop->publication;

	publish_add(publication, name);
	return publish_write(&publication->drafts[publication->count - 1], text, strlen(text), &shop->err);
}

static void shop_close(struct shop *shop)
{
	publish_end(&shop->publication);
	fixture_close(&shop->fixture);
	arena_free(&shop->arena);
}

static void holds(const struct shop *shop, const char *name, const char *text)
{
	assert_true(file_is_same(fixture_path(&shop->fixture, name), text, strlen(text)));
}

static struct stat status_of(const struct shop *shop, const char *name)
{
	struct stat status;

	assert_int_equal(lstat(fixture_path(&shop->fixture, name), &status), 0);
	return status;
}

/* How many entries of the folder are none that a test made. */
static int leftovers(const struct shop *shop)
{
	DIR *stream = opendir(shop->fixture.root);
	struct dirent *entry;
	int count = 0;

	while ((entry = readdir(stream)))
		count += !strncmp(entry->d_name, ".depmod-", 8);
	closedir(stream);
	return count;
}

static void test_commit(void **state)
{
	struct shop shop;
	struct stat before, after;
	mode_t mask = umask(077);

	(void)state;
	shop_open(&shop);
	chmod(fixture_path(&shop.fixture, "same"), 0644);
	before = status_of(&shop, "same");
	shop_begin(&shop);
	assert_int_equal(shop_write(&shop, "a", "new a\n"), 0);
	assert_int_equal(shop_write(&shop, "same", "same\n"), 0);
	assert_int_equal(shop_write(&shop, "c", ""), 0);
	holds(&shop, "a", "old a\n");
	assert_int_equal(publish_commit(&shop.publication, &shop.err), 0);
	publish_end(&shop.publication);
	holds(&shop, "a", "new a\n");
	holds(&shop, "b", "old b\n");
	holds(&shop, "c", "");
	after = status_of(&shop, "same");
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(status_of(&shop, "a").st_mode & 07777, 0644);
	assert_int_equal(status_of(&shop, "c").st_mode & 07777, 0644);
	assert_int_equal(leftovers(&shop), 0);
	umask(mask);
	shop_close(&shop);
}

static void test_end_without_commit(void **state)
{
	struct shop shop;

	(void)state;
	shop_open(&shop);
	shop_begin(&shop);
	assert_int_equal(shop_write(&shop, "a", "new a\n"), 0);
	assert_int_equal(leftovers(&shop), 1);
	publish_end(&shop.publication);
	publish_end(&shop.publication);
	holds(&shop, "a", "old a\n");
	assert_int_equal(leftovers(&shop), 0);
	shop_close(&shop);
}

/* A folder in place of the third file: its rename fails, and the two before come back. */
static void test_rename_fails(void **state)
{
	struct shop shop;

	(void)state;
	shop_open(&shop);
	fixture_file(&shop.fixture, "c/x", "");
	shop_begin(&shop);
	assert_int_equal(shop_write(&shop, "a", "new a\n"), 0);
	assert_int_equal(shop_write(&shop, "fresh", "fresh\n"), 0);
	assert_int_equal(shop_write(&shop, "c", "new c\n"), 0);
	assert_int_equal(shop_write(&shop, "b", "new b\n"), 0);
	assert_int_not_equal(publish_commit(&shop.publication, &shop.err), 0);
	publish_end(&shop.publication);
	holds(&shop, "a", "old a\n");
	holds(&shop, "b", "old b\n");
	assert_int_equal(access(fixture_path(&shop.fixture, "fresh"), F_OK), -1);
	assert_int_equal(leftovers(&shop), 0);
	shop_close(&shop);
}

static void test_links(void **state)
{
	struct shop shop;
	char *elsewhere;

	(void)state;
	shop_open(&shop);
	elsewhere = strdup(fixture_path(&shop.fixture, "elsewhere"));
	fixture_file(&shop.fixture, "elsewhere", "not ours\n");
	assert_int_equal(symlink("elsewhere", fixture_path(&shop.fixture, "link")), 0);
	assert_int_equal(link(elsewhere, fixture_path(&shop.fixture, "hard")), 0);
	shop_begin(&shop);
	assert_int_equal(shop_write(&shop, "link", "new\n"), 0);
	assert_int_equal(shop_write(&shop, "hard", "new\n"), 0);
	assert_int_equal(publish_commit(&shop.publication, &shop.err), 0);
	assert_true(S_ISREG(status_of(&shop, "link").st_mode));
	holds(&shop, "link", "new\n");
	holds(&shop, "hard", "new\n");
	holds(&shop, "elsewhere", "not ours\n");
	free(elsewhere);
	shop_close(&shop);
}

/* The same bytes, but closed to others or behind a link, are written anew. */
static void test_same_but(void **state)
{
	struct shop shop;

	(void)state;
	shop_open(&shop);
	chmod(fixture_path(&shop.fixture, "same"), 0600);
	assert_int_equal(symlink("same", fixture_path(&shop.fixture, "link")), 0);
	shop_begin(&shop);
	assert_int_equal(shop_write(&shop, "same", "same\n"), 0);
	assert_int_equal(shop_write(&shop, "link", "same\n"), 0);
	assert_int_equal(publish_commit(&shop.publication, &shop.err), 0);
	assert_int_equal(status_of(&shop, "same").st_mode & 07777, 0644);
	assert_true(S_ISREG(status_of(&shop, "link").st_mode));
	shop_close(&shop);
}

static void test_sweep(void **state)
{
	struct shop shop;

	(void)state;
	shop_open(&shop);
	fixture_file(&shop.fixture, ".depmod-new-123-modules.dep", "half");
	fixture_file(&shop.fixture, ".depmod-cache-7", "half");
	fixture_file(&shop.fixture, ".depmodish", "not ours");
	shop_begin(&shop);
	assert_int_equal(leftovers(&shop), 0);
	holds(&shop, ".depmodish", "not ours");
	shop_close(&shop);
}

static void test_folder(void **state)
{
	struct shop shop;
	struct publication publication;
	const char *path;

	(void)state;
	shop_open(&shop);
	path = arena_string(&shop.arena, fixture_path(&shop.fixture, "a"));
	assert_int_equal(publish_begin(&publication, path, &shop.err), -ENOTDIR);
	publish_end(&publication);
	path = arena_string(&shop.arena, fixture_path(&shop.fixture, "made/for/it"));
	assert_int_equal(publish_begin(&publication, path, &shop.err), 0);
	publish_end(&publication);
	assert_int_equal(access(fixture_path(&shop.fixture, "made/for/it"), F_OK), 0);
	shop_close(&shop);
}

static void test_lock(void **state)
{
	struct shop shop;
	int fd;

	(void)state;
	shop_open(&shop);
	shop_begin(&shop);
	fd = open(shop.fixture.root, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
	publish_end(&shop.publication);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	close(fd);
	shop_close(&shop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commit),
		cmocka_unit_test(test_end_without_commit),
		cmocka_unit_test(test_rename_fails),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_same_but),
		cmocka_unit_test(test_sweep),
		cmocka_unit_test(test_folder),
		cmocka_unit_test(test_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
