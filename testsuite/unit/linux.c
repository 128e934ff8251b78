/* SPDX-License-Identifier: 0BSD */
/*
 * The loading path: every decision of kernel/linux.c, with a kernel of our own behind the seam. This file defines the
 * functions of kernel/sys.h, so the real sys.o stays in its archive.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/kernel.h"
#include "kernel/sys.h"
#include "unit/elfmaker.h"
#include "unit/fixture.h"
#include "unit/no24.h"

#include <fcntl.h>

/* What the kernel does and has seen. */
static struct {
	struct fixture fixture;
	int finit_answer, init_answer;
	char trace[400];
	unsigned char seen[4096];	/* the last image that init_module got */
	size_t seen_size;
} fake;

static int traced(int answer, const char *format, ...)
{
	size_t length = strlen(fake.trace);
	va_list list;

	va_start(list, format);
	vsnprintf(fake.trace + length, sizeof fake.trace - length, format, list);
	va_end(list);
	return answer;
}

int sys_finit_module(int fd, const char *params, unsigned flags)
{
	assert_true(fcntl(fd, F_GETFD) >= 0);
	return traced(fake.finit_answer, "finit(\"%s\", %u) ", params, flags);
}

int sys_init_module(const void *image, size_t size, const char *params)
{
	assert_true(size <= sizeof fake.seen);
	memcpy(fake.seen, image, size);
	fake.seen_size = size;
	return traced(fake.init_answer, "init(%zu, \"%s\") ", size, params);
}

int sys_delete_module(const char *name, unsigned flags)
{
	return traced(fake.init_answer, "delete(%s, %#x) ", name, flags);
}

int sys_release(char *release, size_t size)
{
	snprintf(release, size, "6.1.0-test");
	return 0;
}

const char *sys_root(void)
{
	return fake.fixture.root;
}

/* An ELF file, as far as the loading path looks: 100 bytes. */
static const unsigned char elf[100] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

/* RFC 1952: the sum of the uncompressed bytes */
static uint32_t crc32_of(const unsigned char *bytes, size_t size)
{
	uint32_t sum = 0xffffffff;

	for (size_t i = 0; i < size; i++) {
		sum ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum;
}

/* A gzip file of one stored block. */
static void compress_file(const char *name, const void *bytes, size_t size)
{
	unsigned char out[300] = "\x1f\x8b\x08\0\0\0\0\0\0\3\1";
	unsigned char *at = out + 11;
	uint32_t sums[2] = { crc32_of(bytes, size), (uint32_t)size };

	assert_true(size < 256);
	*at++ = (unsigned char)size;
	*at++ = 0;
	*at++ = (unsigned char)~size;
	*at++ = 0xff;
	at = mempcpy(at, bytes, size);
	for (int i = 0; i < 8; i++)
		*at++ = (unsigned char)(sums[i / 4] >> (i % 4 * 8));
	fixture_bytes(&fake.fixture, name, out, (size_t)(at - out));
}

static int setup(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof fake);
	fixture_open(&fake.fixture);
	fixture_bytes(&fake.fixture, "plain.ko", elf, sizeof elf);
	compress_file("packed.ko.gz", elf, sizeof elf);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_close(&fake.fixture);
	return 0;
}

static void kernel_unpacks(const char *format)
{
	fixture_file(&fake.fixture, "sys/module/compression", format);
}

/* The result of loading a file, the kernel answering so; the trace is left in fake. */
static int load(const char *name, unsigned flags, int finit_answer, int init_answer, struct err *err)
{
	struct arena arena = { 0 };
	struct image image = { 0 };
	struct kernel kernel;
	int rc;

	fake.finit_answer = finit_answer;
	fake.init_answer = init_answer;
	fake.trace[0] = '\0';
	kernel_open(&kernel, &arena);
	rc = image_open(&image, fixture_path(&fake.fixture, name), &arena, err);
	assert_int_equal(rc, 0);
	rc = kernel_load(&kernel, &image, "a=1", flags, err);
	image_close(&image);
	arena_free(&arena);
	return rc;
}

static void test_plain_goes_as_file(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(load("plain.ko", 0, 0, -EIO, &err), 0);
	assert_string_equal(fake.trace, "finit(\"a=1\", 0) ");
}

static void test_kernel_without_finit_gets_memory(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(load("plain.ko", 0, -ENOSYS, 0, &err), 0);
	assert_string_equal(fake.trace, "finit(\"a=1\", 0) init(100, \"a=1\") ");
	assert_memory_equal(fake.seen, elf, sizeof elf);
	assert_int_equal(load("plain.ko", 0, -ENOSYS, -ENOSYS, &err), -ENOSYS);
	assert_string_equal(err.text, "Function not implemented");
}

static void test_other_answers_to_plain_are_final(void **state)
{
	struct err err;

	(void)state;
	for (int code = 1; code < 600; code++) {
		if (code == ENOSYS)
			continue;
		assert_int_equal(load("plain.ko", 0, -code, 0, &err), -code);
		assert_string_equal(fake.trace, "finit(\"a=1\", 0) ");
		assert_int_equal(err.code, code);
		assert_string_equal(err.text, err_words(code));
		assert_true(kernel_refused(&err));
	}
}

static void test_packed_goes_as_file_if_the_kernel_unpacks_it(void **state)
{
	struct err err;

	(void)state;
	kernel_unpacks("gzip\n");
	assert_int_equal(load("packed.ko.gz", 0, 0, -EIO, &err), 0);
	assert_string_equal(fake.trace, "finit(\"a=1\", 4) ");
	/* its contents are the kernel's business then */
	fixture_bytes(&fake.fixture, "damaged.ko.gz", "\x1f\x8b damaged", 10);
	assert_int_equal(load("damaged.ko.gz", 0, 0, -EIO, &err), 0);
	assert_string_equal(fake.trace, "finit(\"a=1\", 4) ");
}

static void test_packed_goes_as_memory_otherwise(void **state)
{
	static const char *const formats[] = { NULL, "xz\n", "zstd\n", "\n", "" };
	struct err err;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		if (formats[i])
			kernel_unpacks(formats[i]);
		assert_int_equal(load("packed.ko.gz", 0, -EIO, 0, &err), 0);
		assert_string_equal(fake.trace, "init(100, \"a=1\") ");
		assert_memory_equal(fake.seen, elf, sizeof elf);
	}
}

static void test_decoders_refusal_falls_through(void **state)
{
	static const int codes[] = { ENOSYS, EOPNOTSUPP, EINVAL, ENOEXEC };
	struct err err;

	(void)state;
	kernel_unpacks("gzip\n");
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(load("packed.ko.gz", 0, -codes[i], 0, &err), 0);
		assert_string_equal(fake.trace, "finit(\"a=1\", 4) init(100, \"a=1\") ");
		assert_memory_equal(fake.seen, elf, sizeof elf);
		/* the second answer is the one that counts */
		assert_int_equal(load("packed.ko.gz", 0, -codes[i], -ENOENT, &err), -ENOENT);
		assert_string_equal(err.text, "No such file or directory");
		assert_true(kernel_refused(&err));
	}
}

static void test_other_answers_to_packed_are_final(void **state)
{
	struct err err;

	(void)state;
	kernel_unpacks("gzip\n");
	for (int code = 1; code < 600; code++) {
		if (code == ENOSYS || code == EOPNOTSUPP || code == EINVAL || code == ENOEXEC)
			continue;
		assert_int_equal(load("packed.ko.gz", 0, -code, 0, &err), -code);
		assert_string_equal(fake.trace, "finit(\"a=1\", 4) ");
		assert_true(kernel_refused(&err));
	}
}

static void test_answers_to_memory_are_final(void **state)
{
	struct err err;

	(void)state;
	for (int code = 1; code < 600; code++) {
		assert_int_equal(load("packed.ko.gz", 0, 0, -code, &err), -code);
		assert_string_equal(fake.trace, "init(100, \"a=1\") ");
	}
}

static void test_flags_go_with_finit(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(load("plain.ko", LOAD_IGNORE_VERMAGIC, 0, 0, &err), 0);
	assert_string_equal(fake.trace, "finit(\"a=1\", 2) ");
	kernel_unpacks("gzip\n");
	assert_int_equal(load("packed.ko.gz", LOAD_IGNORE_VERMAGIC | LOAD_IGNORE_MODVERSIONS, 0, 0, &err), 0);
	assert_string_equal(fake.trace, "finit(\"a=1\", 7) ");
}

/* What the kernel got as memory has this text in it. */
static bool seen(const char *text)
{
	return memmem(fake.seen, fake.seen_size, text, strlen(text));
}

static void test_force_without_flags_edits_a_copy(void **state)
{
	static const char modinfo[] = "license=GPL\0vermagic=6.1.0 other\0name=m";
	static const char mark[] = "signature~Module signature appended~\n";
	struct maker maker = {
		.machine = EM_X86_64,
		.sections = {
			{ .name = ".modinfo", .flags = SHF_ALLOC, .bytes = modinfo, .size = sizeof modinfo },
		},
		.tail = mark,
		.tail_size = sizeof mark - 1,
	};
	struct err err;

	(void)state;
	maker_make(&maker);
	fixture_bytes(&fake.fixture, "signed.ko", maker.bytes, maker.size);
	assert_int_equal(load("signed.ko", 0, -ENOSYS, 0, &err), 0);
	assert_true(seen("vermagic=") && seen("appended~\n"));
	assert_int_equal(load("signed.ko", LOAD_IGNORE_VERMAGIC, -ENOSYS, 0, &err), 0);
	assert_int_equal(fake.seen_size, maker.size);
	assert_false(seen("vermagic="));
	assert_true(seen("license=GPL"));
	/* it must not look like a forged module, for it is an unsigned one now */
	assert_false(seen("appended~\n"));
	assert_int_equal(load("signed.ko", 0, -ENOSYS, 0, &err), 0);
	assert_memory_equal(fake.seen, maker.bytes, maker.size);
	free(maker.bytes);
}

static void test_not_elf_never_gets_to_the_kernel(void **state)
{
	struct err err;

	(void)state;
	fixture_file(&fake.fixture, "text.ko", "#!/bin/sh\n");
	compress_file("text.ko.gz", "#!/bin/sh\n", 10);
	fixture_bytes(&fake.fixture, "cut.ko.gz", "\x1f\x8b\x08\0\0\0\0\0\0\3", 10);
	assert_int_equal(load("text.ko", 0, 0, 0, &err), -ENOEXEC);
	assert_false(kernel_refused(&err));
	assert_string_equal(fake.trace, "");
	assert_int_equal(load("text.ko.gz", 0, 0, 0, &err), -ENOEXEC);
	assert_string_equal(fake.trace, "");
	assert_true(load("cut.ko.gz", 0, 0, 0, &err) < 0);
	assert_false(kernel_refused(&err));
	assert_string_equal(fake.trace, "");
}

static void test_format_of_the_kernel_alone(void **state)
{
	struct err err;

	(void)state;
	/* no build has lz4: it stands for any format that this one lacks */
	fixture_bytes(&fake.fixture, "m.ko", "\x04\x22\x4d\x18 lz4", 8);
	assert_int_equal(load("m.ko", 0, 0, 0, &err), -ENOEXEC);
	assert_non_null(strstr(err.text, "lz4"));
	assert_string_equal(fake.trace, "");
	kernel_unpacks("lz4\n");
	assert_int_equal(load("m.ko", 0, 0, 0, &err), 0);
	assert_string_equal(fake.trace, "finit(\"a=1\", 4) ");
	assert_int_equal(load("m.ko", 0, -EINVAL, 0, &err), -EINVAL);
	assert_true(kernel_refused(&err));
	assert_string_equal(fake.trace, "finit(\"a=1\", 4) ");
}

static void test_pipes_go_as_memory(void **state)
{
	struct arena arena = { 0 };
	struct image image = { 0 };
	struct kernel kernel;
	struct err err;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], elf, sizeof elf), sizeof elf);
	close(ends[1]);
	kernel_open(&kernel, &arena);
	assert_int_equal(image_open_fd(&image, ends[0], "-", &arena, &err), 0);
	assert_int_equal(kernel_load(&kernel, &image, NULL, 0, &err), 0);
	assert_string_equal(fake.trace, "init(100, \"\") ");
	image_close(&image);
	arena_free(&arena);
}

static void test_unload(void **state)
{
	struct arena arena = { 0 };
	struct kernel kernel;
	struct err err;

	(void)state;
	kernel_open(&kernel, &arena);
	assert_int_equal(kernel_unload(&kernel, "m", O_NONBLOCK, &err), 0);
	assert_string_equal(fake.trace, "delete(m, 0x800) ");
	fake.init_answer = -EWOULDBLOCK;
	assert_int_equal(kernel_unload(&kernel, "m", O_NONBLOCK | O_TRUNC, &err), -EWOULDBLOCK);
	assert_string_equal(err.text, "Resource temporarily unavailable");
	arena_free(&arena);
}

static void test_state_without_sys(void **state)
{
	struct arena arena = { 0 };
	struct kernel kernel;
	size_t left;

	(void)state;
	kernel_open(&kernel, &arena);
	assert_string_equal(kernel.release, "6.1.0-test");
	assert_string_equal(kernel.ops->name, "linux");
	assert_int_equal(kernel_state(&kernel, "m"), MODULE_ABSENT);
	fixture_file(&fake.fixture, "proc/modules", "n 1 0 - Live 0x0\nm 1 0 - Loading 0x0\n");
	assert_int_equal(kernel_state(&kernel, "m"), MODULE_COMING);
	assert_int_equal(kernel_state(&kernel, "n"), MODULE_LIVE);
	assert_int_equal(kernel_state(&kernel, "o"), MODULE_ABSENT);
	left = arena.left;
	for (int i = 0; i < 100; i++)
		assert_int_equal(kernel_state(&kernel, "m"), MODULE_COMING);
	assert_true(arena.left == left);	/* who waits for a module asks often */
	/* where /sys is, it knows best */
	fixture_file(&fake.fixture, "sys/module/n/initstate", "going\n");
	assert_int_equal(kernel_state(&kernel, "n"), MODULE_GOING);
	assert_int_equal(kernel_state(&kernel, "m"), MODULE_ABSENT);
	arena_free(&arena);
}

static void test_parameters_are_joined(void **state)
{
	static const char *const pairs[][2] = {
		{ "a=1", "a=1" }, { "flag", "flag" }, { "k=x y", "k=\"x y\"" }, { "k=\"x y\"", "k=\"x y\"" },
		{ "k=", "k=" }, { "", "" }, { "k=x\ty", "k=\"x\ty\"" }, { "a.b=c d=e", "a.b=\"c d=e\"" },
		{ "=x y", "=\"x y\"" }, { "two words", "two words" },
	};
	struct arena arena = { 0 };
	char *words[3] = { (char *)"a=b c", (char *)"d", (char *)"e=f" };
	char *large = malloc(100001);

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char *word = arena_string(&arena, pairs[i][0]);

		assert_string_equal(kernel_params(&arena, 1, &word), pairs[i][1]);
	}
	assert_string_equal(kernel_params(&arena, 0, NULL), "");
	assert_string_equal(kernel_params(&arena, 3, words), "a=\"b c\" d e=f");
	memset(large, 'x', 100000);
	large[100000] = '\0';
	words[1] = large;
	assert_int_equal(strlen(kernel_params(&arena, 3, words)), 100000 + 12);
	free(large);
	arena_free(&arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plain_goes_as_file),
		TEST(test_kernel_without_finit_gets_memory),
		TEST(test_other_answers_to_plain_are_final),
		TEST(test_packed_goes_as_file_if_the_kernel_unpacks_it),
		TEST(test_packed_goes_as_memory_otherwise),
		TEST(test_decoders_refusal_falls_through),
		TEST(test_other_answers_to_packed_are_final),
		TEST(test_answers_to_memory_are_final),
		TEST(test_flags_go_with_finit),
		TEST(test_force_without_flags_edits_a_copy),
		TEST(test_not_elf_never_gets_to_the_kernel),
		TEST(test_format_of_the_kernel_alone),
		TEST(test_pipes_go_as_memory),
		TEST(test_unload),
		TEST(test_state_without_sys),
		TEST(test_parameters_are_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
