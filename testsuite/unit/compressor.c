/* SPDX-License-Identifier: 0BSD */
/* The decompressors themselves: damage at every byte, and bombs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/files.h"
#include "file/compressor.h"
#include "unit/fixture.h"

/* A folder with a file "b.ko" that begins like ELF, and packed forms of it. */
struct world {
	struct fixture fixture;
	struct arena arena;
	unsigned char bytes[1500];
};

/* Runs a shell command in the folder. */
static void shell(struct world *world, const char *command)
{
	char line[1024];

	snprintf(line, sizeof line, "cd %s && { %s; }", world->fixture.root, command);
	assert_int_equal(system(line), 0);
}

static void world_open(struct world *world)
{
	uint32_t random = 1;

	*world = (struct world){ .bytes = "\177ELF" };
	for (size_t i = 4; i < sizeof world->bytes; i++) {
		random = random * 1103515245 + 12345;
		world->bytes[i] = (random >> 16) % 7 ? (unsigned char)(random >> 28) : 'e';
	}
	fixture_open(&world->fixture);
	fixture_bytes(&world->fixture, "b.ko", world->bytes, sizeof world->bytes);
	shell(world, "gzip -k b.ko && xz -k --check=crc32 --lzma2=dict=64KiB b.ko && zstd -q --check b.ko");
}

static void world_close(struct world *world)
{
	arena_free(&world->arena);
	fixture_close(&world->fixture);
}

/* Reads a file of the folder. */
static struct str packed_file(struct world *world, const char *name)
{
	struct str packed;
	struct err err;

	assert_int_equal(file_read(&world->arena, fixture_path(&world->fixture, name), 2 << 20, &packed, &err), 0);
	return packed;
}

/* Unpacks `size` bytes with one compressor of this build, found by its name. */
static int decompress(const char *name, const unsigned char *packed, size_t size, struct memory *out,
		      struct memory *scratch)
{
	const struct compressor *const *row = compressors;
	struct err err = { 0 };

	while (strcmp((*row)->name, name))
		row++;
	out->size = scratch->size = 0;
	return (*row)->decompress(packed, size, out, scratch, &err);
}

/* Every truncation, and every byte changed: never success with other bytes, never a crash. */
static void damage(struct world *world, const char *name, const char *file)
{
	struct str packed = packed_file(world, file);
	struct memory out = { .limit = 1 << 20 }, scratch = { .limit = SCRATCH_LIMIT };

	for (size_t size = 1; size < packed.length; size++) {
		unsigned char *part = malloc(size);

		memcpy(part, packed.at, size);
		assert_int_not_equal(decompress(name, part, size, &out, &scratch), 0);
		free(part);
	}
	for (size_t i = 0; i < packed.length * 4; i++) {
		unsigned char *bytes = malloc(packed.length);
		static const unsigned char flips[] = { 1, 0x80, 0xff, 0x10 };

		memcpy(bytes, packed.at, packed.length);
		bytes[i / 4] ^= flips[i % 4];
		if (!decompress(name, bytes, packed.length, &out, &scratch)) {
			assert_int_equal(out.size, sizeof world->bytes);
			assert_memory_equal(out.bytes, world->bytes, out.size);
		}
		free(bytes);
	}
	memory_free(&out);
	memory_free(&scratch);
}

static void test_damage(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	damage(&world, "gzip", "b.ko.gz");
	damage(&world, "xz", "b.ko.xz");
	damage(&world, "zstd", "b.ko.zst");
	world_close(&world);
}

/* One megabyte that is repeated, random and zero by turns, in every form that the packers know. */
static void test_forms(void **state)
{
	static const char *const forms[][2] = {
		{ "gzip", "gzip -1n" },
		{ "gzip", "gzip -9" },
		{ "gzip", "gzip -c big" },
		{ "gzip", "{ gzip -c <part1; gzip -c <part2; }" },
		{ "xz", "xz -0" },
		{ "xz", "xz -9e" },
		{ "xz", "xz --check=none" },
		{ "xz", "xz --check=crc32" },
		{ "xz", "xz --check=sha256" },
		{ "xz", "xz --lzma2=dict=4KiB" },
		{ "xz", "xz --lzma2=dict=100KiB,nice=273" },
		{ "xz", "xz --lzma2=lc=0,lp=4,pb=4" },
		{ "xz", "xz --block-size=70000" },
		{ "xz", "xz -T2 --block-size=70000" },
		{ "xz", "xz -c <part1; head -c 8 /dev/zero; xz -c --check=crc64 <part2; head -c 4 /dev/zero" },
		{ "xz", "xz -c /dev/null; xz -c <big; xz -c </dev/null" },
		{ "zstd", "zstd -q -1 --no-check" },
		{ "zstd", "zstd -q -19 --check" },
		{ "zstd", "zstd -q --ultra -22 --long=27" },
		{ "zstd", "zstd -q --fast=50" },
		{ "zstd", "zstd -q -c big" },
		{ "zstd", "zstd -q --no-content-size -c big" },
		{ "zstd", "zstd -q <part1; printf '\\121\\052\\115\\030\\3\\0\\0\\0abc'; zstd -q -c part2" },
		{ "zstd", "zstd -q </dev/null; zstd -q <big" },
	};
	struct memory out = { .limit = 8 << 20 }, scratch = { .limit = SCRATCH_LIMIT };
	struct world world;
	struct str big;

	(void)state;
	world_open(&world);
	shell(&world, "{ printf '\\177ELF'; for i in 1 2 3; do cat b.ko b.ko b.ko; head -c 150000 /dev/urandom; "
		      "cat b.ko; head -c 200000 /dev/zero; done; } >big");
	shell(&world, "head -c 300001 big >part1 && tail -c +300002 big >part2");
	big = packed_file(&world, "big");
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		char command[512];
		struct str packed;

		snprintf(command, sizeof command, "{ %s; } <big >packed", forms[i][1]);
		shell(&world, command);
		packed = packed_file(&world, "packed");
		assert_int_equal(decompress(forms[i][0], (const unsigned char *)packed.at, packed.length, &out,
					    &scratch), 0);
		assert_int_equal(out.size, big.length);
		assert_memory_equal(out.bytes, big.at, big.length);
	}
	memory_free(&out);
	memory_free(&scratch);
	world_close(&world);
}

/* Beyond the limit; and what is no ELF file is not even unpacked that far. */
static void test_bombs(void **state)
{
	static const char *const names[] = { "gzip", "xz", "zstd" };
	static const char *const files[][2] = {
		{ "bomb.gz", "dull.gz" }, { "bomb.xz", "dull.xz" }, { "bomb.zst", "dull.zst" },
	};
	struct world world;

	(void)state;
	world_open(&world);
	shell(&world, "{ printf '\\177ELF'; head -c 30000000 /dev/zero; } >bomb && head -c 30000000 /dev/zero >dull");
	shell(&world, "for f in bomb dull; do gzip -c $f >$f.gz; xz -0c $f >$f.xz; zstd -qc $f >$f.zst; done");
	for (size_t i = 0; i < 3; i++) {
		struct str bomb = packed_file(&world, files[i][0]), dull = packed_file(&world, files[i][1]);
		struct memory out = { .limit = 1 << 20 }, scratch = { .limit = SCRATCH_LIMIT };
		int rc;

		assert_int_equal(decompress(names[i], (const unsigned char *)bomb.at, bomb.length, &out, &scratch),
				 -EFBIG);
		assert_true(out.capacity <= out.limit);
		rc = decompress(names[i], (const unsigned char *)dull.at, dull.length, &out, &scratch);
		assert_true(rc == -ENOEXEC || rc == -EFBIG);
		memory_free(&out);
		memory_free(&scratch);
	}
	world_close(&world);
}

static void test_names_and_magic(void **state)
{
	static const struct {
		const char *name;
		bool is_module;
		size_t stem;
	} cases[] = {
		{ "a.ko", true, 1 }, { "a.ko.gz", true, 1 }, { "a.ko.xz", true, 1 }, { "a.ko.zst", true, 1 },
		{ "a.b.ko", true, 3 }, { "/x/y-z.ko.xz", true, 6 }, { "a.o", false, 0 }, { "a.ko.bz2", false, 0 },
		{ "ako", false, 0 }, { ".ko", false, 0 }, { ".ko.gz", false, 0 }, { "", false, 0 },
		{ "a.gz", false, 0 }, { "a.ko.gz.xz", false, 0 }, { "a.KO", false, 0 },
	};
	size_t stem;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(compressor_module_name(cases[i].name, &stem), cases[i].is_module);
		if (cases[i].is_module)
			assert_int_equal(stem, cases[i].stem);
	}
	assert_null(compressor_of((const unsigned char *)"\x1f", 1));
	assert_string_equal(compressor_of((const unsigned char *)"\x1f\x8b\x08", 3)->name, "gzip");
	assert_string_equal(compression_name((const unsigned char *)"\x1f\x8b\x08", 3), "gzip");
	assert_null(compressor_of((const unsigned char *)"BZh9", 4));
	assert_string_equal(compression_name((const unsigned char *)"BZh9", 4), "bzip2");
	assert_null(compression_name((const unsigned char *)"\177ELF", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_names_and_magic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
