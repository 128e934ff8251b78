/* SPDX-License-Identifier: 0BSD */
/* Alpha: everything far away is reached through the GOT, whose middle gp points to. */
#include "compat24/reloc24.h"

#include <elf.h>

enum { R_GPDISP = 6, R_BRSGP = 28, GP_BIAS = 0x8000 };

static const struct row24 rows[] = {
	/* number, name    value       range             width bits low shift */
	{ 0, "NONE",       NOTHING,    ANY,              0,  0, 0,  0 },
	{ 1, "REFLONG",    ABSOLUTE,   EITHER,           4, 32, 0,  0 },
	{ 2, "REFQUAD",    ABSOLUTE,   ANY,              8, 64, 0,  0 },
	{ 3, "GPREL32",    GOT_OFFSET, SIGNED,           4, 32, 0,  0 },
	{ 4, "LITERAL",    LITERAL,    SIGNED,           4, 16, 0,  0 },
	{ 5, "LITUSE",     NOTHING,    ANY,              0,  0, 0,  0 },
	{ R_GPDISP, "GPDISP", HOOK,    ANY,              4, 16, 0,  0 },
	{ 7, "BRADDR",     NEXT,       SIGNED | EXACT,   4, 21, 0,  2 },
	{ 8, "HINT",       NEXT,       ANY,              4, 14, 0,  2 },
	{ 9, "SREL16",     RELATIVE,   SIGNED,           2, 16, 0,  0 },
	{ 10, "SREL32",    RELATIVE,   SIGNED,           4, 32, 0,  0 },
	{ 11, "SREL64",    RELATIVE,   ANY,              8, 64, 0,  0 },
	{ 17, "GPRELHIGH", GOT_OFFSET, SIGNED | ROUNDED, 4, 16, 0, 16 },
	{ 18, "GPRELLOW",  GOT_OFFSET, ANY,              4, 16, 0,  0 },
	{ 19, "GPREL16",   GOT_OFFSET, SIGNED,           4, 16, 0,  0 },
	{ R_BRSGP, "BRSGP", HOOK,      ANY,              4, 21, 0,  2 },
};

/* ldah and lda that compute gp from the address of the ldah; the addend says how far apart they are. */
static bool load_gp(const struct reloc24 *reloc)
{
	const struct abi24 *abi = &reloc->link->abi;
	uint64_t second = reloc->offset + (uint64_t)reloc->addend, size = reloc->section->elf.size;
	int64_t value = (int64_t)(reloc24_got(reloc->link) - reloc->place);
	unsigned char *low;

	if (size < 4 || second > size - 4 || second % 4)
		return false;
	low = reloc->at - reloc->offset + second;
	value += (int64_t)abi24_get(abi, reloc->at, 2) * 0x10000 + (int16_t)abi24_get(abi, low, 2);
	if (!reloc24_is_signed(value + 0x8000, 32))
		return false;
	abi24_put(abi, reloc->at, 2, (uint64_t)(value + 0x8000) >> 16);
	abi24_put(abi, low, 2, (uint64_t)value);
	return true;
}

/* A branch to a function with the same gp: past the two instructions that load it, if it has them. */
static bool branch_same_gp(const struct reloc24 *reloc)
{
	enum { STO_STD_GPLOAD = 0x88 };
	const struct abi24 *abi = &reloc->link->abi;
	const struct symbol24 *symbol = &reloc->link->symbols[reloc->symbol];
	size_t at = reloc->symbol * sizeof(Elf64_Sym) + offsetof(Elf64_Sym, st_other);
	unsigned char other = reloc->symbol ? reloc->link->file.entries[at] : 0;
	bool loads_gp = (other & STO_STD_GPLOAD) == STO_STD_GPLOAD;
	uint64_t target = reloc->target + (uint64_t)reloc->addend + (loads_gp ? 8 : 0);
	int64_t value = (int64_t)(target - reloc->place - 4);
	uint64_t code = abi24_get(abi, reloc->at, 4);

	if (symbol->place == PLACE24_UNDEFINED)
		return false;
	if (value & 3 || !reloc24_is_signed(value, 23))
		return false;
	abi24_put(abi, reloc->at, 4, (code & ~(uint64_t)0x1fffff) | (value >> 2 & 0x1fffff));
	return true;
}

static bool hook(const struct reloc24 *reloc)
{
	return reloc->number == R_GPDISP ? load_gp(reloc) : branch_same_gp(reloc);
}

const struct arch24 arch24_alpha = {
	.name = "alpha",
	.prefix = "R_ALPHA_",
	.machines = { EM_ALPHA, 0x9026 /* the number that everybody uses */ },
	.kinds = ARCH24_LITTLE | ARCH24_64,
	.has_gp = true,
	.got_bias = GP_BIAS,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
	.hook = hook,
};
