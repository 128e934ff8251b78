/* SPDX-License-Identifier: 0BSD */
/* MIPS, the o32 ABI without PIC, as the kernel's modules are. */
#include "compat24/image24.h"
#include "compat24/reloc24.h"

#include <elf.h>

static const struct row24 rows[] = {
	/* number, name value     range           width bits low shift */
	{ 0, "NONE",    NOTHING,  ANY,            0,  0, 0, 0 },
	{ 1, "16",      ABSOLUTE, SIGNED,         4, 16, 0, 0 },
	{ 2, "32",      ABSOLUTE, ANY,            4, 32, 0, 0 },
	{ 4, "26",      HOOK,     ANY,            4, 26, 0, 2 },
	{ 5, "HI16",    HOOK,     ANY,            4, 16, 0, 0 },
	{ 6, "LO16",    ABSOLUTE, ANY,            4, 16, 0, 0 },
	{ 10, "PC16",   RELATIVE, SIGNED | EXACT, 4, 16, 0, 2 },
	{ 248, "PC32",  RELATIVE, ANY,            4, 32, 0, 0 },
};

enum { R_HI16 = 5, R_LO16 = 6, ENTRY = 8 };

/* An assembler puts a LO16 right behind its HI16; further ones are not looked for. */
enum { PAIR_DISTANCE = 1000 };

/* A jump replaces the lower 28 bits of the address of the instruction after it. */
static bool jump(const struct reloc24 *reloc, uint32_t code)
{
	const struct abi24 *abi = &reloc->link->abi;
	uint32_t addend = (uint32_t)((int32_t)(code << 6) >> 4);	/* 26 bits with their sign, times 4 */
	uint32_t after = (uint32_t)reloc->place + 4, target = (uint32_t)reloc->target + addend;

	if (target % 4 || (target ^ after) >> 28)
		return false;
	abi24_put(abi, reloc->at, 4, (code & 0xfc000000) | (target >> 2 & 0x3ffffff));
	return true;
}

/*
 * The upper half's addend needs the lower half's, which a later relocation of the same symbol has in its field.
 * (That field is inside the section: layout has looked at all relocations before the first one is done.)
 */
static bool upper_half(const struct reloc24 *reloc, uint32_t code)
{
	const struct abi24 *abi = &reloc->link->abi;
	uint32_t wanted = reloc->symbol << 8 | R_LO16;
	const unsigned char *at = reloc->next;

	for (int i = 0; i < PAIR_DISTANCE && reloc->end - at >= ENTRY; i++, at += ENTRY) {
		const unsigned char *low;
		uint32_t value;

		if (abi24_get(abi, at + 4, 4) != wanted)
			continue;
		low = reloc->at - reloc->offset + abi24_get(abi, at, 4);
		value = (code << 16) + (uint32_t)(int16_t)abi24_get(abi, low, 4);
		value += (uint32_t)reloc->target + 0x8000;
		abi24_put(abi, reloc->at, 4, (code & 0xffff0000) | value >> 16);
		return true;
	}
	return false;
}

/* With RELA, which this ABI does not have, entries would be longer. */
static bool hook(const struct reloc24 *reloc)
{
	uint32_t code = (uint32_t)abi24_get(&reloc->link->abi, reloc->at, 4);

	if (reloc->has_addend)
		return false;
	return reloc->number == R_HI16 ? upper_half(reloc, code) : jump(reloc, code);
}

/* A second exception table, for bus errors: struct archdata has its start and end. */
static void tables(struct link24 *link, uint64_t *fields)
{
	uint64_t range[2];

	if (!image24_range(link, "__dbe_table", range))
		return;
	fields[MODULE24_ARCHDATA_START] = link->base + link->at;
	image24_record(link, "ww", range);
	fields[MODULE24_ARCHDATA_END] = link->base + link->at;
}

const struct arch24 arch24_mips = {
	.name = "mips",
	.prefix = "R_MIPS_",
	.machines = { EM_MIPS },
	.kinds = ARCH24_LITTLE | ARCH24_BIG | ARCH24_32,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
	.hook = hook,
	.tables = tables,
};
