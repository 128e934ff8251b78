/* SPDX-License-Identifier: 0BSD */
/* The linker for Linux 2.4: files that it refuses, and struct module. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/linked.h"

static void test_another_machine(void **state)
{
	extern const struct arch24 arch24_i386;
	struct subject subject;

	(void)state;
	begin(&subject, &arch24_i386, ARCH24_LITTLE | ARCH24_32);
	subject.maker.machine = EM_AARCH64;
	make(&subject);
	assert_int_equal(open_it(&subject), -ENOEXEC);
	says(&subject, "'x.o' is for another machine: AArch64, 32 bit, little-endian");
	end(&subject);
	begin(&subject, &arch24_i386, ARCH24_BIG | ARCH24_32);
	make(&subject);
	assert_int_equal(open_it(&subject), -ENOEXEC);
	says(&subject, "'x.o' is for another machine: i386, 32 bit, big-endian");
	end(&subject);
	begin(&subject, &arch24_i386, ARCH24_LITTLE | ARCH24_64);
	make(&subject);
	assert_int_equal(open_it(&subject), -ENOEXEC);
	says(&subject, "i386, 64 bit");
	end(&subject);
}

/* Where a field of struct module lies: something is written there. */
static unsigned module_offset(const struct abi24 *abi, enum module24_field field)
{
	uint64_t fields[MODULE24_FIELDS] = { 0 };
	unsigned char module[200] = { 0 };
	unsigned size = abi24_module(abi, module, fields);

	fields[field] = 0x0100000000000001;	/* a first byte in either byte order, or the last of four */
	assert_true(size <= sizeof module);
	assert_int_equal(abi24_module(abi, module, fields), size);
	for (unsigned i = 0; i < size; i++)
		if (module[i])
			return i & ~3u;
	return size;
}

static void refuse_files(const struct arch24 *arch, unsigned kinds)
{
	struct subject subject;

	begin(&subject, arch, kinds);
	subject.own_name = "kernel";
	make(&subject);
	assert_int_equal(open_it(&subject), -ENOEXEC);
	says(&subject, "'x.o' is damaged: needs its own symbol 'kernel'");
	end(&subject);

	begin(&subject, arch, kinds);
	make(&subject);
	assert_int_equal(open_it(&subject), 0);
	subject.link.name = "x";
	assert_int_equal(subject.link.symbols[SYMBOL_KERNEL].place, PLACE24_UNDEFINED);
	assert_int_equal(link24_layout(&subject.link, &subject.err), 0);
	assert_int_equal(link24_relocate(&subject.link, BASE, &subject.err), 0);
	end(&subject);

	begin(&subject, arch, kinds);
	subject.own_name = "init_module";
	subject.own_info = STT_FUNC | STB_GLOBAL << 4;
	make(&subject);
	assert_int_equal(link_it(&subject), 0);
	assert_int_equal(abi24_get(&subject.link.abi, subject.link.bytes + module_offset(&subject.link.abi,
				   MODULE24_INIT), word_of(&subject)), address(&subject, 16));
	end(&subject);
}

static void test_files_that_cannot_be_linked(void **state)
{
	(void)state;
	everywhere(refuse_files);
}

/* The header of section 1 of an i386 file: a word of it. */
static void damage(uint32_t offset, uint32_t value, const char *text)
{
	extern const struct arch24 arch24_i386;
	struct subject subject;

	begin(&subject, &arch24_i386, ARCH24_LITTLE | ARCH24_32);
	subject.own_name = "init_module";
	make(&subject);
	maker_number(&subject.maker, subject.maker.bytes + subject.maker.headers + 40 + offset, value, 4);
	assert_true(link_it(&subject) < 0);
	says(&subject, text);
	end(&subject);
}

static void test_damaged_sections(void **state)
{
	(void)state;
	damage(16, 0x7fffffff, "section '.data': ");				/* sh_offset */
	damage(20, 0x7fffffff, "section '.data': ");				/* sh_size */
	damage(20, 15, "value of symbol 'init_module'");
	damage(20, 16, "no function 'init_module'");				/* at the section's very end */
	damage(32, 3, "alignment of section '.data'");
	damage(32, 0x4000, "alignment of section '.data'");
}

static void test_an_image_has_a_limit(void **state)
{
	extern const struct arch24 arch24_i386;
	struct subject subject;

	(void)state;
	begin(&subject, &arch24_i386, ARCH24_LITTLE | ARCH24_32);
	make(&subject);
	maker_number(&subject.maker, subject.maker.bytes + subject.maker.headers + 40 + 4, SHT_NOBITS, 4);
	maker_number(&subject.maker, subject.maker.bytes + subject.maker.headers + 40 + 20, 0xffffffff, 4);
	assert_int_equal(link_it(&subject), -EFBIG);
	says(&subject, "'x.o' is too large");
	end(&subject);
}

static void test_writing_stays_inside(void **state)
{
	extern const struct arch24 arch24_x86_64;
	struct subject subject;

	(void)state;
	link_one(&subject, &arch24_x86_64, ARCH24_LITTLE | ARCH24_64, 1, SYMBOL_OWN, 0);
	assert_null(link24_at(&subject.link, 183, 1));
	assert_non_null(link24_at(&subject.link, 184, 1));
	assert_non_null(link24_at(&subject.link, subject.link.size - 1, 1));
	assert_null(link24_at(&subject.link, subject.link.size - 1, 2));
	assert_null(link24_at(&subject.link, 200, UINT64_MAX));
	assert_null(link24_at(&subject.link, UINT64_MAX, 2));
	end(&subject);
}

static void test_struct_module(void **state)
{
	const struct abi24 i386 = { .word = 4 }, x86_64 = { .word = 8 }, alpha = { .word = 8, .has_gp = true };

	(void)state;
	assert_int_equal(module_offset(&i386, MODULE24_NDEPS), 28);
	assert_int_equal(module_offset(&i386, MODULE24_PERSIST_START), 60);
	assert_int_equal(abi24_module(&i386, NULL, NULL), 96);
	assert_int_equal(module_offset(&x86_64, MODULE24_NSYMS), 48);
	assert_int_equal(module_offset(&x86_64, MODULE24_SYMS), 56);
	assert_int_equal(module_offset(&x86_64, MODULE24_PERSIST_START), 112);
	assert_int_equal(abi24_module(&x86_64, NULL, NULL), 184);
	assert_int_equal(module_offset(&alpha, MODULE24_GP), 112);
	assert_int_equal(abi24_module(&alpha, NULL, NULL), 192);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_another_machine),
		cmocka_unit_test(test_files_that_cannot_be_linked),
		cmocka_unit_test(test_damaged_sections),
		cmocka_unit_test(test_an_image_has_a_limit),
		cmocka_unit_test(test_writing_stays_inside),
		cmocka_unit_test(test_struct_module),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
