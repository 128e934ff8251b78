/* SPDX-License-Identifier: 0BSD */
/* The bytes of a module file, however it is packed, and whatever is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/files.h"
#include "file/image.h"
#include "unit/fixture.h"

#include <fcntl.h>
#include <sys/wait.h>

/* What the tests share: a folder, and in it a file that looks like ELF, "a.ko". */
struct world {
	struct fixture fixture;
	struct arena arena;
	unsigned char *bytes;
	size_t size;
};

enum { SIZE = 300000 };

/* Text that packs neither too well nor too badly. */
static void world_open(struct world *world)
{
	uint32_t random = 1;

	*world = (struct world){ .bytes = malloc(SIZE), .size = SIZE };
	for (size_t i = 0; i < SIZE; i++) {
		random = random * 1103515245 + 12345;
		world->bytes[i] = (random >> 16) % 7 ? (unsigned char)(random >> 28) : 'e';
	}
	memcpy(world->bytes, "\177ELF", 4);
	fixture_open(&world->fixture);
	fixture_bytes(&world->fixture, "a.ko", world->bytes, SIZE);
}

static void world_close(struct world *world)
{
	arena_free(&world->arena);
	fixture_close(&world->fixture);
	free(world->bytes);
}

static char *path_of(struct world *world, const char *name)
{
	return arena_string(&world->arena, fixture_path(&world->fixture, name));
}

/* Runs a shell command in the folder. */
static void shell(struct world *world, const char *command)
{
	char line[1024];

	snprintf(line, sizeof line, "cd %s && { %s; }", world->fixture.root, command);
	assert_int_equal(system(line), 0);
}

/* Opens and unpacks; the result, and `err` for what was said. */
static int unpack(struct world *world, struct image *image, const char *name, struct err *err)
{
	int rc;

	*err = (struct err){ 0 };
	rc = image_open(image, path_of(world, name), &world->arena, err);
	if (!rc)
		rc = image_unpack(image, err);
	if (rc) {
		assert_int_equal(rc, -err->code);
		assert_non_null(strstr(err->text, name));
	}
	return rc;
}

static int result(struct world *world, const char *name)
{
	struct image image = { 0 };
	struct err err;
	int rc = unpack(world, &image, name, &err);

	image_close(&image);
	return rc;
}

static void same(struct world *world, const char *name)
{
	struct image image = { 0 };
	struct err err;

	assert_int_equal(unpack(world, &image, name, &err), 0);
	assert_int_equal(image.size, world->size);
	assert_memory_equal(image_piece(&image, 0, image.size, &err), world->bytes, world->size);
	assert_memory_equal(image_piece(&image, 70, 1000, &err), world->bytes + 70, 1000);
	image_close(&image);
}

static void test_what_is_no_module(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	fixture_file(&world.fixture, "empty.ko", "");
	fixture_file(&world.fixture, "text.ko", "hello");
	fixture_file(&world.fixture, "short.ko", "\177EL");
	fixture_file(&world.fixture, "folder.ko/", "");
	fixture_file(&world.fixture, "lz4.ko", "\x04\x22\x4d\x18 something");
	shell(&world, "mkfifo fifo.ko && ln -s nowhere link.ko && ln -s /dev/zero device.ko");
	assert_int_equal(result(&world, "missing.ko"), -ENOENT);
	assert_int_equal(result(&world, "link.ko"), -ENOENT);
	assert_int_equal(result(&world, "empty.ko"), -EINVAL);
	assert_int_equal(result(&world, "text.ko"), -ENOEXEC);
	assert_int_equal(result(&world, "short.ko"), -ENOEXEC);
	assert_int_equal(result(&world, "folder.ko"), -EISDIR);
	assert_int_equal(result(&world, "fifo.ko"), -EINVAL);
	assert_int_equal(result(&world, "device.ko"), -EINVAL);
	assert_int_equal(result(&world, "lz4.ko"), -ENOEXEC);
	world_close(&world);
}

static void test_pieces_of_a_plain_file(void **state)
{
	const unsigned char *first, *again;
	struct image image = { 0 };
	struct world world;
	struct err err;

	(void)state;
	world_open(&world);
	assert_int_equal(unpack(&world, &image, "a.ko", &err), 0);
	assert_null(image.compressor);
	assert_null(image.bytes);
	first = image_piece(&image, 1000, 500, &err);
	assert_memory_equal(first, world.bytes + 1000, 500);
	again = image_piece(&image, 1100, 400, &err);
	assert_ptr_equal(again, first + 100);
	again = image_piece(&image, 1100, 401, &err);
	assert_memory_equal(again, world.bytes + 1100, 401);
	assert_memory_equal(first, world.bytes + 1000, 500);
	assert_memory_equal(image_piece(&image, 60, 10, &err), world.bytes + 60, 10);
	assert_non_null(image_piece(&image, SIZE, 0, &err));
	assert_non_null(image_piece(&image, 0, 0, &err));
	assert_null(image_piece(&image, SIZE, 1, &err));
	assert_int_equal(err.code, ENOEXEC);
	assert_null(image_piece(&image, SIZE + 1, 0, &err));
	assert_null(image_piece(&image, 1, SIZE, &err));
	assert_null(image_piece(&image, UINT64_MAX, 2, &err));
	assert_null(image_piece(&image, 2, UINT64_MAX, &err));
	image_close(&image);
	image_close(&image);
	world_close(&world);
}

/* However many sections lie one over the other: all together may not take more memory than the limit. */
static void test_pieces_that_overlap(void **state)
{
	struct image image = { 0 };
	struct world world;
	struct err err = { 0 };
	uint64_t read = 0, offset = 100;

	(void)state;
	world_open(&world);
	shell(&world, "truncate -s 20M a.ko");
	assert_int_equal(unpack(&world, &image, "a.ko", &err), 0);
	while (image_piece(&image, offset++, 16 << 20, &err))
		read += 16 << 20;
	assert_int_equal(err.code, EFBIG);
	assert_int_equal(read, PIECES_LIMIT);
	assert_non_null(image_piece(&image, 0, 60, &err));
	image_recycle(&image);
	assert_int_equal(unpack(&world, &image, "a.ko", &err), 0);
	assert_non_null(image_piece(&image, 100, 16 << 20, &err));
	image_close(&image);
	world_close(&world);
}

static void test_a_file_that_shrinks(void **state)
{
	struct image image = { 0 };
	struct world world;
	struct err err;

	(void)state;
	world_open(&world);
	assert_int_equal(unpack(&world, &image, "a.ko", &err), 0);
	shell(&world, "truncate -s 1000 a.ko");
	assert_non_null(image_piece(&image, 500, 500, &err));
	assert_null(image_piece(&image, 900, 200, &err));
	assert_int_equal(err.code, EIO);
	assert_int_equal(image_whole(&image, &err), -EIO);
	image_close(&image);
	shell(&world, "cp a.ko b.ko && xz -k b.ko");
	assert_int_equal(image_open(&image, path_of(&world, "b.ko.xz"), &world.arena, &err), 0);
	shell(&world, "truncate -s 50 b.ko.xz");
	assert_int_equal(image_unpack(&image, &err), -EIO);
	image_close(&image);
	world_close(&world);
}

/* Far apart pieces of a file full of holes cost what they have; one huge piece is refused. */
static void test_a_huge_file_of_holes(void **state)
{
	struct image image = { 0 };
	struct world world;
	struct err err;

	(void)state;
	world_open(&world);
	shell(&world, "truncate -s 5G a.ko");
	assert_int_equal(unpack(&world, &image, "a.ko", &err), 0);
	assert_non_null(image_piece(&image, 5ull << 30 >> 1, 100, &err));
	assert_null(image_piece(&image, 100, 4ull << 30, &err));
	assert_int_equal(err.code, EFBIG);
	assert_int_equal(image_whole(&image, &err), -EFBIG);
	image_close(&image);
	world_close(&world);
}

static void test_every_compression(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	same(&world, "a.ko");
	shell(&world, "gzip -k a.ko && xz -k a.ko && zstd -q a.ko");
	same(&world, "a.ko.gz");
	same(&world, "a.ko.xz");
	same(&world, "a.ko.zst");
	shell(&world, "cp a.ko.xz b.ko");	/* the name says nothing */
	same(&world, "b.ko");
	shell(&world, "xz -9e --check=crc64 <a.ko >c && xz --check=none <a.ko >d && xz --check=crc32 -0 <a.ko >e");
	shell(&world, "xz --check=sha256 <a.ko >f && xz --x86 --lzma2 <a.ko >g && xz --block-size=50000 <a.ko >h");
	same(&world, "c");
	same(&world, "d");
	same(&world, "e");
	same(&world, "f");
	if (result(&world, "g"))	/* filters for machine code may be left out */
		assert_int_equal(result(&world, "g"), -EINVAL);
	same(&world, "h");
	shell(&world, "zstd -q -19 --long=27 <a.ko >i && zstd -q --no-check <a.ko >j");
	shell(&world, "cat a.ko | zstd -q -1 >k");
	same(&world, "i");
	same(&world, "j");
	same(&world, "k");
	shell(&world, "gzip -1 -n <a.ko >l && printf '\\037\\213\\010\\034\\0\\0\\0\\0\\0\\003' >m");
	shell(&world, "printf '\\002\\0xxname\\0comment\\0' >>m && tail -c +11 l >>m");
	same(&world, "l");
	same(&world, "m");
	world_close(&world);
}

static void test_several_members_and_frames(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	shell(&world, "head -c 100000 a.ko >1 && tail -c 200000 a.ko >2 && gzip -k 1 2 && xz -k 1 2 && zstd -q 1 2");
	shell(&world, "cat 1.gz 2.gz >gz && cat 1.xz 2.xz >xz && cat 1.zst 2.zst >zst");
	same(&world, "gz");
	same(&world, "xz");
	same(&world, "zst");
	shell(&world, "{ cat 1.xz; printf '\\0\\0\\0\\0'; cat 2.xz; printf '\\0\\0\\0\\0\\0\\0\\0\\0'; } >padded");
	same(&world, "padded");
	shell(&world, "{ cat 1.zst; printf '\\120\\052\\115\\030\\003\\0\\0\\0abc'; cat 2.zst; } >skipped");
	same(&world, "skipped");
	world_close(&world);
}

static void test_garbage_behind_the_end(void **state)
{
	static const char *const garbage[] = { "x", "\\0", "\\0\\0\\0", "\\037\\213", "garbage at the end" };
	char command[256];
	struct world world;

	(void)state;
	world_open(&world);
	shell(&world, "gzip -k a.ko && xz -k a.ko && zstd -q a.ko");
	for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) {
		snprintf(command, sizeof command, "for f in gz xz zst; do { cat a.ko.$f; printf '%s'; } >$f; done",
			 garbage[i]);
		shell(&world, command);
		assert_int_equal(result(&world, "gz"), -EINVAL);
		assert_int_equal(result(&world, "xz"), -EINVAL);
		assert_int_equal(result(&world, "zst"), -EINVAL);
	}
	world_close(&world);
}

/* Of a dictionary as large as no module needs only what is used is allocated. */
static void test_large_windows(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	shell(&world, "xz --lzma2=dict=64MiB <a.ko >64.xz && xz --lzma2=dict=256MiB <a.ko >256.xz");
	same(&world, "64.xz");
	same(&world, "256.xz");
	world_close(&world);
}

static int pipe_from(struct world *world, const char *command)
{
	char line[1024];
	int ends[2];

	snprintf(line, sizeof line, "cd %s && %s", world->fixture.root, command);
	assert_int_equal(pipe(ends), 0);
	if (!fork()) {
		dup2(ends[1], 1);
		close(ends[0]);
		close(ends[1]);
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	return ends[0];
}

static void same_by_pipe(struct world *world, const char *command)
{
	struct image image = { 0 };
	struct err err = { 0 };

	assert_int_equal(image_open_fd(&image, pipe_from(world, command), "-", &world->arena, &err), 0);
	assert_int_equal(image.fd, -1);
	assert_int_equal(image_unpack(&image, &err), 0);
	assert_int_equal(image.size, SIZE);
	assert_memory_equal(image_piece(&image, 0, SIZE, &err), world->bytes, SIZE);
	assert_int_equal(image_whole(&image, &err), 0);
	assert_memory_equal(image.bytes, world->bytes, SIZE);
	((unsigned char *)image.bytes)[5] = 1;
	image_close(&image);
	wait(NULL);
}

static void test_pipes(void **state)
{
	struct image image = { 0 };
	struct world world;
	struct err err;
	int fd;

	(void)state;
	world_open(&world);
	same_by_pipe(&world, "cat a.ko");
	same_by_pipe(&world, "xz -c a.ko");
	assert_int_equal(image_open_fd(&image, pipe_from(&world, "true"), "-", &world.arena, &err), -EINVAL);
	/* endless garbage is left soon */
	assert_int_equal(image_open_fd(&image, pipe_from(&world, "exec yes"), "-", &world.arena, &err), 0);
	assert_int_equal(image_unpack(&image, &err), -ENOEXEC);
	image_close(&image);
	while (wait(NULL) > 0)
		;
	fd = open("/dev/null", O_RDONLY);
	assert_int_equal(image_open_fd(&image, fd, "-", &world.arena, &err), -EINVAL);
	/* a file as standard input is a file */
	fd = open(path_of(&world, "a.ko"), O_RDONLY);
	assert_int_equal(image_open_fd(&image, fd, "-", &world.arena, &err), 0);
	assert_int_equal(image.fd, fd);
	image_close(&image);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	world_close(&world);
}

/* All of it may be edited, and is what pieces are taken from. */
static void test_whole(void **state)
{
	static const char *const names[] = { "a.ko", "a.ko.xz" };
	struct world world;

	(void)state;
	world_open(&world);
	shell(&world, "xz -k a.ko");
	for (size_t i = 0; i < 2; i++) {
		struct image image = { 0 };
		const unsigned char *bytes;
		struct err err;

		assert_int_equal(unpack(&world, &image, names[i], &err), 0);
		assert_int_equal(image_whole(&image, &err), 0);
		bytes = image.bytes;
		assert_memory_equal(bytes, world.bytes, SIZE);
		((unsigned char *)bytes)[0] = ((unsigned char *)bytes)[SIZE - 1] = 0;
		assert_int_equal(image_whole(&image, &err), 0);
		assert_ptr_equal(image.bytes, bytes);
		assert_ptr_equal(image_piece(&image, 0, SIZE, &err), bytes);
		assert_int_equal(*bytes, 0);
		assert_memory_equal(bytes + 1, world.bytes + 1, SIZE - 2);
		image_close(&image);
	}
	world_close(&world);
}

static void test_used_again(void **state)
{
	static const char *const names[] = { "a.ko.xz", "a.ko", "missing", "a.ko.gz", "b", "a.ko.zst", "a.ko.xz" };
	struct image image = { 0 };
	struct world world;

	(void)state;
	world_open(&world);
	shell(&world, "gzip -k a.ko && xz -k a.ko && zstd -q a.ko && head -c 1000 a.ko.xz >b");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct err err;
		int rc = unpack(&world, &image, names[i], &err);

		if (names[i][0] == 'a') {
			assert_int_equal(rc, 0);
			assert_int_equal(image.size, SIZE);
			assert_memory_equal(image_piece(&image, 0, SIZE, &err), world.bytes, SIZE);
		}
		image_recycle(&image);
	}
	image_close(&image);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_module),
		cmocka_unit_test(test_pieces_of_a_plain_file),
		cmocka_unit_test(test_pieces_that_overlap),
		cmocka_unit_test(test_a_file_that_shrinks),
		cmocka_unit_test(test_a_huge_file_of_holes),
		cmocka_unit_test(test_every_compression),
		cmocka_unit_test(test_several_members_and_frames),
		cmocka_unit_test(test_garbage_behind_the_end),
		cmocka_unit_test(test_large_windows),
		cmocka_unit_test(test_pipes),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
