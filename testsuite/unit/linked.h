/* SPDX-License-Identifier: 0BSD */
/* A small file to link for Linux 2.4, of any machine; for the tests of compat24's linker, which include cmocka.h first. */
#ifndef LINKED_H
#define LINKED_H

#include "compat24/arch.h"
#include "compat24/link24.h"
#include "rows.h"
#include "unit/elfmaker.h"

#include <errno.h>

#define DECLARE(name) extern const struct arch24 arch24_##name;
ARCHES24(DECLARE)
#define LIST(name) &arch24_##name,
static const struct arch24 *const arches[] = { ARCHES24(LIST) NULL };

enum { BASE = 0x1000000, SIZE = 64 };

/* Symbols of the file, by number. */
enum { SYMBOL_OWN = 1, SYMBOL_DEBUG, SYMBOL_FAR, SYMBOL_KERNEL, SYMBOL_COUNT };

/* A file with one section .data and relocations of it, and what became of it. */
struct subject {
	const struct arch24 *arch;
	struct maker maker;
	unsigned char data[SIZE], relocations[256];
	size_t relocations_size;
	uint64_t far;			/* value of the symbol SYMBOL_FAR */
	uint64_t kernel;		/* and of SYMBOL_KERNEL, which is undefined */
	const char *own_name;
	unsigned char own_info;

	struct arena arena;
	struct image image;
	struct elf elf;
	struct link24 link;
	struct err err;
};

static inline unsigned word_of(const struct subject *subject)
{
	return subject->maker.is32 ? 4 : 8;
}

/* Those three write addends into the field. */
static inline bool is_rel(const struct subject *subject)
{
	uint16_t machine = subject->arch->machines[0];

	return machine == EM_386 || machine == EM_ARM || machine == EM_MIPS;
}

static inline void begin(struct subject *subject, const struct arch24 *arch, unsigned kinds)
{
	*subject = (struct subject){ .arch = arch, .own_name = "own", .own_info = STT_OBJECT | STB_GLOBAL << 4 };
	subject->maker.is32 = kinds & ARCH24_32;
	subject->maker.big_endian = kinds & ARCH24_BIG;
	subject->maker.machine = arch->machines[0];
	if (arch->machines[0] == EM_SPARC && kinds & ARCH24_64)
		subject->maker.machine = EM_SPARCV9;
}

static inline void add(struct subject *subject, unsigned number, unsigned symbol, uint64_t offset, uint64_t addend)
{
	unsigned word = word_of(subject);
	unsigned char *at = subject->relocations + subject->relocations_size;

	maker_number(&subject->maker, at, offset, word);
	maker_number(&subject->maker, at + word, word == 8 ? (uint64_t)symbol << 32 | number : symbol << 8 | number,
		     word);
	if (!is_rel(subject))
		maker_number(&subject->maker, at + 2 * word, addend, word);
	subject->relocations_size += word * (is_rel(subject) ? 2 : 3);
}

static inline void make(struct subject *subject)
{
	const struct maker_symbol symbols[] = {
		{ subject->own_name, 16, subject->own_info, 1 },
		{ "in_debug", 0, STB_GLOBAL << 4, 2 },
		{ "far", subject->far, STB_GLOBAL << 4, SHN_ABS },
		{ "kernel", 0, STB_GLOBAL << 4, SHN_UNDEF },
	};
	struct maker *maker = &subject->maker;

	maker->sections[0] = (struct maker_section){ .name = ".data", .flags = SHF_ALLOC | SHF_WRITE,
						     .bytes = subject->data, .size = SIZE };
	maker->sections[1] = (struct maker_section){ .name = ".debug", .bytes = "debug", .size = 5 };
	maker->sections[2] = (struct maker_section){ .name = ".relocations",
		.type = is_rel(subject) ? SHT_REL : SHT_RELA, .bytes = subject->relocations,
		.size = subject->relocations_size, .info = 1, .link = 4 };
	maker_symbols(maker, 4, symbols, sizeof symbols / sizeof *symbols, 1);
	maker_make(maker);
}

static inline int open_it(struct subject *subject)
{
	assert_int_equal(image_open_bytes(&subject->image, subject->maker.bytes, subject->maker.size, "x.o",
					  &subject->arena, &subject->err), 0);
	if (elf_open(&subject->elf, &subject->image, &subject->err))
		return -subject->err.code;
	return link24_open(&subject->link, &subject->elf, &subject->arena, &subject->err);
}

/* What insmod does, with the kernel's symbol found. */
static inline int link_it(struct subject *subject)
{
	int rc = open_it(subject);

	if (rc)
		return rc;
	subject->link.name = "x";
	for (size_t i = 0; i < subject->link.file.count; i++)
		if (subject->link.symbols[i].place == PLACE24_UNDEFINED)
			subject->link.symbols[i].elf.value = subject->kernel;
	rc = link24_layout(&subject->link, &subject->err);
	return rc ? rc : link24_relocate(&subject->link, BASE, &subject->err);
}

static inline void end(struct subject *subject)
{
	image_close(&subject->image);
	arena_free(&subject->arena);
	maker_free(&subject->maker);
}

static inline void says(const struct subject *subject, const char *text)
{
	if (!strstr(subject->err.text, text))
		fail_msg("%s: \"%s\" is not in: %s", subject->arch->name, text, subject->err.text);
}

static inline uint64_t field(const struct subject *subject, uint64_t offset, unsigned width)
{
	const struct section24 *data = link24_section(&subject->link, ".data");

	return abi24_get(&subject->link.abi, subject->link.bytes + data->offset + offset, width);
}

static inline uint64_t address(const struct subject *subject, uint64_t offset)
{
	return BASE + link24_section(&subject->link, ".data")->offset + offset;
}

/* Links a file with this one relocation, at 8. */
static inline void link_one(struct subject *subject, const struct arch24 *arch, unsigned kinds, unsigned number,
		     unsigned symbol, uint64_t addend)
{
	begin(subject, arch, kinds);
	subject->kernel = 0x12345678;
	subject->far = 0x1000800;
	add(subject, number, symbol, 8, addend);
	make(subject);
	if (link_it(subject))
		fail_msg("%s", subject->err.text);
}

/* Calls `test` for each class and byte order of each architecture. */
static inline void everywhere(void (*test)(const struct arch24 *arch, unsigned kinds))
{
	static const unsigned all[] = { ARCH24_LITTLE | ARCH24_32, ARCH24_BIG | ARCH24_32, ARCH24_LITTLE | ARCH24_64,
					ARCH24_BIG | ARCH24_64 };

	for (size_t i = 0; arches[i]; i++)
		for (size_t j = 0; j < 4; j++)
			if ((arches[i]->kinds & all[j]) == all[j])
				test(arches[i], all[j]);
}

#endif
