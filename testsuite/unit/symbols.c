/* SPDX-License-Identifier: 0BSD */
/* What a module exports and needs, with CRCs from all the places that kernels have put them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "module/force.h"
#include "module/modinfo.h"
#include "module/symbols.h"
#include "unit/elfmaker.h"

#include <errno.h>

static const struct maker_symbol symbols[] = {
	{ "__crc_relative", 4, STB_LOCAL << 4, 1 },
	{ "__crc_beyond", 6, STB_LOCAL << 4, 1 },
	{ "__crc_nowhere", 6, STB_LOCAL << 4, 99 },
	{ "__crc_absolute", 0x12345678, STB_GLOBAL << 4, SHN_ABS },
	{ "needed", 0, STB_GLOBAL << 4, SHN_UNDEF },
	{ "optional", 0, STB_WEAK << 4, SHN_UNDEF },
	{ "reserved", 0, STB_GLOBAL << 4 | STT_SPARC_REGISTER, SHN_UNDEF },
	{ ".dotted", 0, STB_GLOBAL << 4, SHN_UNDEF },
	{ "unversioned", 0, STB_GLOBAL << 4, SHN_UNDEF },
	{ "defined", 0, STB_GLOBAL << 4, 1 },
	{ "", 0, STB_GLOBAL << 4, SHN_UNDEF },
};

enum { SYMBOL_COUNT = sizeof symbols / sizeof *symbols, VERSION_SIZE = 64 };

static void put_version(struct maker *maker, unsigned char *at, const char *name, uint64_t crc)
{
	size_t width = maker->is32 ? 4 : 8;

	maker_number(maker, at, crc, width);
	memset(at + width, 0, VERSION_SIZE - width);
	memcpy(at + width, name, strlen(name));
}

struct file {
	struct maker maker;
	unsigned char crcs[8], versions[4 * VERSION_SIZE], long_crcs[12];
	struct image image;
	struct elf elf;
	struct arena arena;
};

/* A long name fills all of its place, without a NUL. */
static char full_name[VERSION_SIZE];

static void file_open(struct file *file, int kind, uint16_t machine)
{
	static const char long_names[] = "needed\0a_name_that_is_longer_than_those_of_the_older_table_may_be_at_all";
	struct maker *maker = &file->maker;
	struct err err;

	*file = (struct file){ .maker = { .is32 = kind & 1, .big_endian = kind & 2, .machine = machine } };
	memset(full_name, 0, sizeof full_name);
	memset(full_name, 'x', VERSION_SIZE - (maker->is32 ? 4 : 8));
	maker_number(maker, file->crcs + 4, 0xdeadbeef, 4);
	put_version(maker, file->versions, "module_layout", 0x11111111);
	put_version(maker, file->versions + 64, "needed", 0x22222222);
	put_version(maker, file->versions + 128, ".dotted", 0x33333333);
	put_version(maker, file->versions + 192, full_name, 0x44444444);
	maker_number(maker, file->long_crcs, 0x55555555, 4);
	maker_number(maker, file->long_crcs + 4, 0x66666666, 4);
	maker->sections[0] = (struct maker_section){ .name = "__kcrctab", .bytes = file->crcs, .size = 8 };
	maker->sections[1] = (struct maker_section){ .name = "__versions", .bytes = file->versions,
						     .size = sizeof file->versions, .flags = SHF_ALLOC };
	maker->sections[2] = (struct maker_section){ .name = "__version_ext_crcs", .bytes = file->long_crcs,
						     .size = 12, .flags = SHF_ALLOC };
	maker->sections[3] = (struct maker_section){ .name = "__version_ext_names", .bytes = long_names,
						     .size = sizeof long_names, .flags = SHF_ALLOC };
	maker->sections[4] = (struct maker_section){ .name = ".modinfo", .bytes = "a=b\0vermagic=5.0 SMP\0c=d",
						     .size = 25, .flags = SHF_ALLOC };
	maker_symbols(maker, 6, symbols, SYMBOL_COUNT, 4);
	maker_make(maker);
	assert_int_equal(image_open_bytes(&file->image, maker->bytes, maker->size, "test.ko", NULL, &err), 0);
	assert_int_equal(elf_open(&file->elf, &file->image, &err), 0);
}

static void file_close(struct file *file)
{
	image_close(&file->image);
	arena_free(&file->arena);
	maker_free(&file->maker);
}

static void check(const struct symbol *symbol, const char *name, bool has_crc, uint32_t crc)
{
	assert_string_equal(symbol->name, name);
	assert_int_equal(symbol->has_crc, has_crc);
	assert_int_equal(symbol->crc, crc);
}

static void test_exported(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct symbol_list list;
		struct file file;
		struct err err;

		file_open(&file, kind, EM_X86_64);
		assert_int_equal(symbols_exported(&file.elf, &file.arena, &list, &err), 0);
		assert_int_equal(list.count, 4);
		check(&list.at[0], "relative", true, 0xdeadbeef);
		check(&list.at[1], "beyond", false, 0);
		check(&list.at[2], "nowhere", false, 0);
		check(&list.at[3], "absolute", true, 0x12345678);
		file_close(&file);
	}
}

static void test_needed(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct symbol_list list;
		struct file file;
		struct err err;

		file_open(&file, kind, EM_SPARCV9);
		assert_int_equal(symbols_needed(&file.elf, &file.arena, &list, &err), 0);
		assert_int_equal(list.count, 7);
		check(&list.at[0], "needed", true, 0x22222222);
		check(&list.at[1], "optional", false, 0);
		assert_true(list.at[1].weak);
		check(&list.at[2], ".dotted", true, 0x33333333);
		check(&list.at[3], "unversioned", false, 0);
		check(&list.at[4], "module_layout", true, 0x11111111);
		check(&list.at[5], full_name, true, 0x44444444);
		check(&list.at[6], "a_name_that_is_longer_than_those_of_the_older_table_may_be_at_all", true,
		      0x66666666);
		file_close(&file);
		file_open(&file, kind, EM_X86_64);
		assert_int_equal(symbols_needed(&file.elf, &file.arena, &list, &err), 0);
		assert_int_equal(list.count, 8);
		check(&list.at[2], "reserved", false, 0);
		file_close(&file);
	}
}

static void test_versions(void **state)
{
	struct symbol_list list;
	struct file file;
	struct err err;

	(void)state;
	file_open(&file, 0, EM_X86_64);
	assert_int_equal(symbols_versions(&file.elf, &file.arena, &list, &err), 0);
	assert_int_equal(list.count, 5);
	check(&list.at[0], "module_layout", true, 0x11111111);
	check(&list.at[1], "needed", true, 0x22222222);
	check(&list.at[2], "dotted", true, 0x33333333);
	check(&list.at[3], full_name, true, 0x44444444);
	file_close(&file);
}

/* Without CRCs the names are those in __ksymtab_strings; the last one may lack its NUL. */
static void test_exported_without_crcs(void **state)
{
	struct maker maker = {
		.sections = { { .name = "__ksymtab_strings", .bytes = "\0one\0\0two", .size = 9 } },
	};
	struct symbol_list list;
	struct arena arena = { 0 };
	struct image image = { 0 };
	struct err err;
	struct elf elf;

	(void)state;
	maker_make(&maker);
	assert_int_equal(image_open_bytes(&image, maker.bytes, maker.size, "test.ko", NULL, &err), 0);
	assert_int_equal(elf_open(&elf, &image, &err), 0);
	assert_int_equal(symbols_exported(&elf, &arena, &list, &err), 0);
	assert_int_equal(list.count, 2);
	check(&list.at[0], "one", false, 0);
	check(&list.at[1], "two", false, 0);
	assert_int_equal(symbols_needed(&elf, &arena, &list, &err), 0);
	assert_int_equal(list.count, 0);
	image_close(&image);
	arena_free(&arena);
	maker_free(&maker);
}

static bool is_allocated(const struct elf *elf, const char *name)
{
	struct elf_section section;

	assert_true(elf_find(elf, name, &section));
	return section.flags & SHF_ALLOC;
}

static void test_force(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct modinfo modinfo;
		struct str value;
		struct file file;
		struct err err;

		file_open(&file, kind, EM_X86_64);
		assert_int_equal(force_edit(&file.image, false, false, &err), 0);
		assert_true(is_allocated(&file.elf, "__versions"));
		assert_int_equal(force_edit(&file.image, true, false, &err), 0);
		assert_false(is_allocated(&file.elf, "__versions"));
		assert_false(is_allocated(&file.elf, "__version_ext_crcs"));
		assert_false(is_allocated(&file.elf, "__version_ext_names"));
		assert_true(is_allocated(&file.elf, ".modinfo"));
		assert_int_equal(modinfo_read(&modinfo, &file.elf, &err), 0);
		assert_true(modinfo_value(&modinfo, "vermagic", &value));
		assert_int_equal(force_edit(&file.image, false, true, &err), 0);
		assert_false(modinfo_value(&modinfo, "vermagic", &value));
		assert_true(modinfo_value(&modinfo, "a", &value));
		assert_true(modinfo_value(&modinfo, "c", &value));
		assert_true(str_equal(value, "d"));
		file_close(&file);
	}
}

static void test_force_on_no_module(void **state)
{
	static const unsigned char packed[64] = "\x1f\x8b", cut[16] = "\177ELF\2\1", text[] = "text";
	struct image image = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(image_open_bytes(&image, packed, sizeof packed, "a", NULL, &err), 0);
	assert_int_equal(force_edit(&image, true, true, &err), -EINVAL);
	image_close(&image);
	assert_int_equal(image_open_bytes(&image, cut, sizeof cut, "b", NULL, &err), 0);
	assert_int_equal(force_edit(&image, true, true, &err), -ENOEXEC);
	image_close(&image);
	assert_int_equal(image_open_bytes(&image, text, sizeof text, "c", NULL, &err), 0);
	assert_int_equal(force_edit(&image, true, true, &err), -ENOEXEC);
	image_close(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exported),
		cmocka_unit_test(test_needed),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_exported_without_crcs),
		cmocka_unit_test(test_force),
		cmocka_unit_test(test_force_on_no_module),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
