/* SPDX-License-Identifier: 0BSD */
/* The view of an ELF file: right for both classes and byte orders, and never out of bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "module/elf.h"
#include "module/modinfo.h"
#include "unit/elfmaker.h"
#include "unit/fixture.h"

static const char path[] = "test.ko";
static const char info[] = "license=GPL\0author=me";

/* A file of all four kinds: number 0 to 3. */
static struct maker make(int kind)
{
	static const struct maker_symbol symbols[] = {
		{ "local", 0x11, STB_LOCAL << 4, 1 },
		{ "global", 0x1234, STB_GLOBAL << 4 | STT_FUNC, 1 },
		{ "missing", 0, STB_GLOBAL << 4, SHN_UNDEF },
		{ "weak", 0, STB_WEAK << 4, SHN_UNDEF },
	};
	struct maker maker = {
		.is32 = kind & 1,
		.big_endian = kind & 2,
		.machine = EM_PPC64,
		.sections = {
			{ .name = ".modinfo", .flags = SHF_ALLOC, .bytes = info, .size = sizeof info },
			{ .name = ".bss", .type = SHT_NOBITS, .size = 1 << 20 },
		},
	};

	maker_symbols(&maker, 3, symbols, 4, 2);
	maker_make(&maker);
	return maker;
}

static int open_bytes(struct elf *elf, struct image *image, const struct maker *maker, struct err *err)
{
	int rc = image_open_bytes(image, maker->bytes, maker->size, path, NULL, err);

	return rc ? rc : elf_open(elf, image, err);
}

static void check_sections(const struct elf *elf)
{
	struct elf_section section;
	struct err err;

	assert_int_equal(elf->machine, EM_PPC64);
	assert_int_equal(elf->section_count, 6);
	assert_true(elf_find(elf, ".modinfo", &section));
	assert_int_equal(section.index, 1);
	assert_int_equal(section.flags, SHF_ALLOC);
	assert_int_equal(section.size, sizeof info);
	assert_memory_equal(elf_contents(elf, &section, &err), info, sizeof info);
	assert_true(elf_find(elf, ".bss", &section));
	assert_int_equal(section.size, 1 << 20);
	assert_null(elf_contents(elf, &section, &err));
	assert_false(elf_find(elf, ".nothing", &section));
	assert_false(elf_find(elf, "", &section));
}

static void check_symbols(const struct elf *elf)
{
	struct elf_symbols symbols;
	struct elf_symbol symbol;
	struct err err;

	assert_int_equal(elf_symbols(elf, &symbols, &err), 0);
	assert_int_equal(symbols.count, 3);
	elf_symbol(elf, &symbols, 0, &symbol);
	assert_string_equal(symbol.name, "global");
	assert_int_equal(symbol.value, 0x1234);
	assert_int_equal(symbol.type, STT_FUNC);
	assert_int_equal(symbol.section, 1);
	elf_symbol(elf, &symbols, 2, &symbol);
	assert_string_equal(symbol.name, "weak");
	assert_int_equal(symbol.binding, STB_WEAK);
	assert_int_equal(elf_symbols_all(elf, &symbols, &err), 0);
	assert_int_equal(symbols.count, 5);
	elf_symbol(elf, &symbols, 1, &symbol);
	assert_string_equal(symbol.name, "local");
}

static void test_all_kinds_in_memory(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct maker maker = make(kind);
		struct image image = { 0 };
		struct elf elf;
		struct err err;

		assert_int_equal(open_bytes(&elf, &image, &maker, &err), 0);
		assert_int_equal(elf.is64, !maker.is32);
		assert_int_equal(elf.big_endian, maker.big_endian);
		check_sections(&elf);
		check_symbols(&elf);
		image_close(&image);
		maker_free(&maker);
	}
}

static void test_all_kinds_from_a_file(void **state)
{
	struct arena arena = { 0 };
	struct fixture fixture;

	(void)state;
	fixture_open(&fixture);
	for (int kind = 0; kind < 4; kind++) {
		struct maker maker = make(kind);
		struct image image = { 0 };
		struct elf elf;
		struct err err;

		fixture_bytes(&fixture, "a.ko", maker.bytes, maker.size);
		assert_int_equal(image_open(&image, fixture_path(&fixture, "a.ko"), &arena, &err), 0);
		assert_int_equal(elf_open(&elf, &image, &err), 0);
		check_sections(&elf);
		check_symbols(&elf);
		image_close(&image);
		maker_free(&maker);
	}
	arena_free(&arena);
	fixture_close(&fixture);
}

/* Opens a file with one field changed, and expects it refused. */
static void refused(int kind, size_t offset32, size_t offset64, size_t width32, size_t width64, uint64_t value)
{
	struct maker maker = make(kind);
	struct image image = { 0 };
	struct err err = { 0 };
	struct elf elf;

	maker_number(&maker, maker.bytes + (maker.is32 ? offset32 : offset64), value,
		     maker.is32 ? width32 : width64);
	assert_int_equal(open_bytes(&elf, &image, &maker, &err), -ENOEXEC);
	assert_non_null(strstr(err.text, path));
	image_close(&image);
	maker_free(&maker);
}

static void test_hostile_header_fields(void **state)
{
	static const uint64_t offsets[] = { 0, 1 << 20, UINT32_MAX, UINT64_MAX, UINT64_MAX - 63, UINT32_MAX - 39 };
	static const uint64_t counts[] = { 7, 0xfffe, 0xffff };
	static const uint64_t sizes[] = { 0, 1, 39, 41, 63, 65, 0xffff };
	static const uint64_t names[] = { 0, 2, 6, 7, 0xff00, 0xfffe, 0xffff };

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
			refused(kind, 32, 40, 4, 8, offsets[i]);
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
			refused(kind, 46, 58, 2, 2, sizes[i]);
		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
			refused(kind, 48, 60, 2, 2, counts[i]);
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			refused(kind, 50, 62, 2, 2, names[i]);
		refused(kind, 16, 16, 2, 2, ET_EXEC);
		refused(kind, 16, 16, 2, 2, ET_DYN);
		refused(kind, 4, 4, 1, 1, 0);
		refused(kind, 4, 4, 1, 1, 3);
		refused(kind, 5, 5, 1, 1, 0);
		refused(kind, 5, 5, 1, 1, 3);
	}
}

/* The header's 16 bits are too small: count and names stand in section header 0. */
static void test_extended_numbers(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct maker maker = make(kind);
		size_t word = maker.is32 ? 4 : 8;
		unsigned char *zero = maker.bytes + maker.headers;
		struct image image = { 0 };
		struct elf elf;
		struct err err;

		maker_number(&maker, maker.bytes + (maker.is32 ? 48 : 60), 0, 2);
		maker_number(&maker, maker.bytes + (maker.is32 ? 50 : 62), SHN_XINDEX, 2);
		maker_number(&maker, zero + 8 + 3 * word, 6, word);
		maker_number(&maker, zero + 8 + 4 * word, 5, 4);
		assert_int_equal(open_bytes(&elf, &image, &maker, &err), 0);
		check_sections(&elf);
		maker_number(&maker, zero + 8 + 3 * word, maker.is32 ? UINT32_MAX : UINT64_MAX, word);
		assert_int_equal(open_bytes(&elf, &image, &maker, &err), -ENOEXEC);
		maker_number(&maker, zero + 8 + 3 * word, 0, word);
		assert_int_equal(open_bytes(&elf, &image, &maker, &err), -ENOEXEC);
		image_close(&image);
		maker_free(&maker);
	}
}

static void test_names_without_an_end(void **state)
{
	struct maker maker = make(0);
	struct image image = { 0 };
	struct err err;
	struct elf elf;

	(void)state;
	maker.bytes[maker.headers - 1] = 'x';
	assert_int_equal(open_bytes(&elf, &image, &maker, &err), -ENOEXEC);
	image_close(&image);
	maker_free(&maker);
}

static void test_truncated_at_every_byte(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct maker maker = make(kind);
		size_t full = maker.size;

		for (size_t size = 0; size < full; size++) {
			struct maker part = { .bytes = malloc(size ? size : 1), .size = size };
			struct image image = { 0 };
			struct err err = { 0 };
			struct elf elf;

			memcpy(part.bytes, maker.bytes, size);
			assert_int_equal(open_bytes(&elf, &image, &part, &err), size ? -ENOEXEC : -EINVAL);
			assert_non_null(strstr(err.text, path));
			image_close(&image);
			maker_free(&part);
		}
		maker_free(&maker);
	}
}

static void set_section_field(struct maker *maker, size_t index, size_t words, uint64_t value)
{
	size_t word = maker->is32 ? 4 : 8, step = maker->is32 ? 40 : 64;

	maker_number(maker, maker->bytes + maker->headers + index * step + 8 + words * word, value, word);
}

static void test_sections_beyond_the_file(void **state)
{
	static const uint64_t values[] = { UINT64_MAX, UINT64_MAX - 100, 1ull << 62 | 1 << 30, UINT32_MAX, 1 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		for (int kind = 0; kind < 4; kind++)
			for (size_t field = 2; field <= 3; field++) {	/* offset, size */
				struct maker maker = make(kind);
				struct image image = { 0 };
				struct elf_symbols symbols;
				struct elf_section section;
				struct modinfo modinfo;
				struct err err;
				struct elf elf;

				set_section_field(&maker, 1, field, values[i]);
				set_section_field(&maker, 3, field, values[i]);
				assert_int_equal(open_bytes(&elf, &image, &maker, &err), 0);
				assert_true(elf_find(&elf, ".modinfo", &section));
				assert_null(elf_contents(&elf, &section, &err));
				assert_true(modinfo_read(&modinfo, &elf, &err) < 0);
				assert_int_equal(elf_symbols(&elf, &symbols, &err), -ENOEXEC);
				image_close(&image);
				maker_free(&maker);
			}
}

/* sh_info beyond the table: all symbols are looked at. A bad link or entry size is damage. */
static void test_symbol_table_fields(void **state)
{
	struct maker maker = make(0);
	unsigned char *header = maker.bytes + maker.headers + 3 * 64;
	struct image image = { 0 };
	struct elf_symbols symbols;
	struct err err;
	struct elf elf;

	(void)state;
	maker_number(&maker, header + 44, 1000, 4);
	assert_int_equal(open_bytes(&elf, &image, &maker, &err), 0);
	assert_int_equal(elf_symbols(&elf, &symbols, &err), 0);
	assert_int_equal(symbols.count, 5);
	maker_number(&maker, header + 40, 6, 4);
	assert_int_equal(elf_symbols(&elf, &symbols, &err), -ENOEXEC);
	maker_number(&maker, header + 40, 1, 4);	/* .modinfo, which ends in NUL: strings like others */
	assert_int_equal(elf_symbols(&elf, &symbols, &err), 0);
	maker_number(&maker, header + 40, 3, 4);	/* the table itself */
	assert_int_equal(elf_symbols(&elf, &symbols, &err), 0);
	maker_number(&maker, header + 40, 2, 4);	/* nothing in the file */
	assert_int_equal(elf_symbols(&elf, &symbols, &err), -ENOEXEC);
	maker_number(&maker, header + 40, 4, 4);
	maker_number(&maker, header + 56, 23, 8);
	assert_int_equal(elf_symbols(&elf, &symbols, &err), -ENOEXEC);
	maker_number(&maker, header + 56, 24, 8);
	maker_number(&maker, header + 4, SHT_PROGBITS, 4);
	assert_int_equal(elf_symbols(&elf, &symbols, &err), 0);
	assert_int_equal(symbols.count, 0);
	image_close(&image);
	maker_free(&maker);
}

/* A name of ELF_NAME_LIMIT bytes is one; that it overlaps a longer one, which is none, does not matter. */
static void test_names_of_symbols(void **state)
{
	static const struct maker_symbol two[] = { { "a", 0, STB_GLOBAL << 4, 0 }, { "b", 0, STB_GLOBAL << 4, 0 } };
	static char strings[4000];
	struct image image = { 0 };
	struct elf_symbols symbols;
	struct elf_symbol symbol;
	struct maker maker = { 0 };
	struct err err;
	struct elf elf;

	(void)state;
	memset(strings + 1, 'x', ELF_NAME_LIMIT + 1);
	maker_symbols(&maker, 1, two, 2, 1);
	maker_number(&maker, maker.table + 24, 1, 4);
	maker_number(&maker, maker.table + 48, 2, 4);
	for (size_t shift = 0; shift < ELF_NAME_LIMIT; shift++) {
		maker.sections[1].bytes = strings;
		maker.sections[1].size = sizeof strings;
		maker_make(&maker);
		assert_int_equal(open_bytes(&elf, &image, &maker, &err), 0);
		assert_int_equal(elf_symbols(&elf, &symbols, &err), 0);
		elf_symbol(&elf, &symbols, 0, &symbol);
		assert_string_equal(symbol.name, "");
		elf_symbol(&elf, &symbols, 1, &symbol);
		assert_int_equal(strlen(symbol.name), ELF_NAME_LIMIT);
		image_close(&image);
		maker_free(&maker);

		/* one byte on, as the table's parts begin somewhere else in it then */
		memmove(strings + 2 + shift, strings + 1 + shift, ELF_NAME_LIMIT + 2);
		strings[1 + shift] = '\0';
		maker_number(&maker, maker.table + 24, 2 + shift, 4);
		maker_number(&maker, maker.table + 48, 3 + shift, 4);
	}
}

static void test_modinfo_strings(void **state)
{
	static const char text[] = "\0\0a=1\0\0\0noequal\0=x\0b=c=d\0e=\0last=without end";
	static const char *const expected[] = { "a", "1", "noequal", "", "", "x", "b", "c=d", "e", "",
						"last", "without end", NULL };
	struct modinfo modinfo = { { text, sizeof text - 1 } };
	struct str rest = modinfo.bytes, key, value;
	size_t count = 0;

	(void)state;
	for (; modinfo_next(&rest, &key, &value); count += 2) {
		assert_true(str_equal(key, expected[count]));
		assert_true(str_equal(value, expected[count + 1]));
	}
	assert_null(expected[count]);
	assert_true(modinfo_value(&modinfo, "b", &value));
	assert_true(str_equal(value, "c=d"));
	assert_false(modinfo_value(&modinfo, "las", &value));
}

static void test_machine_names(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(elf_machine_name(EM_X86_64, &arena), "x86-64");
	assert_string_equal(elf_machine_name(0xabcd, &arena), "machine 43981");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_kinds_in_memory),
		cmocka_unit_test(test_all_kinds_from_a_file),
		cmocka_unit_test(test_hostile_header_fields),
		cmocka_unit_test(test_extended_numbers),
		cmocka_unit_test(test_names_without_an_end),
		cmocka_unit_test(test_truncated_at_every_byte),
		cmocka_unit_test(test_sections_beyond_the_file),
		cmocka_unit_test(test_symbol_table_fields),
		cmocka_unit_test(test_names_of_symbols),
		cmocka_unit_test(test_modinfo_strings),
		cmocka_unit_test(test_machine_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
