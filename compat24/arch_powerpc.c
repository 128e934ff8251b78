/* SPDX-License-Identifier: 0BSD */
/* PowerPC, 32 bit. A branch reaches 32 MB. */
#include "compat24/reloc24.h"

#include <elf.h>

static const struct row24 rows[] = {
	/* number, name        value     range           width bits low shift */
	{ 0, "NONE",           NOTHING,  ANY,            0,  0, 0,  0 },
	{ 1, "ADDR32",         ABSOLUTE, ANY,            4, 32, 0,  0 },
	{ 2, "ADDR24",         ABSOLUTE, SIGNED | EXACT, 4, 24, 2,  2 },
	{ 3, "ADDR16",         ABSOLUTE, EITHER,         2, 16, 0,  0 },
	{ 4, "ADDR16_LO",      ABSOLUTE, ANY,            2, 16, 0,  0 },
	{ 5, "ADDR16_HI",      ABSOLUTE, ANY,            2, 16, 0, 16 },
	{ 6, "ADDR16_HA",      ABSOLUTE, ROUNDED,        2, 16, 0, 16 },
	{ 7, "ADDR14",         ABSOLUTE, SIGNED | EXACT, 4, 14, 2,  2 },
	{ 10, "REL24",         CALL,     SIGNED | EXACT, 4, 24, 2,  2 },
	{ 11, "REL14",         RELATIVE, SIGNED | EXACT, 4, 14, 2,  2 },
	{ 23, "LOCAL24PC",     RELATIVE, SIGNED | EXACT, 4, 24, 2,  2 },
	{ 24, "UADDR32",       ABSOLUTE, ANY,            4, 32, 0,  0 },
	{ 25, "UADDR16",       ABSOLUTE, EITHER,         2, 16, 0,  0 },
	{ 26, "REL32",         RELATIVE, ANY,            4, 32, 0,  0 },
	{ 249, "REL16",        RELATIVE, SIGNED,         2, 16, 0,  0 },
	{ 250, "REL16_LO",     RELATIVE, ANY,            2, 16, 0,  0 },
	{ 251, "REL16_HI",     RELATIVE, ANY,            2, 16, 0, 16 },
	{ 252, "REL16_HA",     RELATIVE, ROUNDED,        2, 16, 0, 16 },
};

static const struct stub24 stub = {
	.size = 16,
	.parts = { { 6, 2 }, { 4, 6 } },
	.code = {
		0x3d600000,	/* lis r11, address@ha */
		0x396b0000,	/* addi r11, r11, address@l */
		0x7d6903a6,	/* mtctr r11 */
		0x4e800420,	/* bctr */
	},
};

const struct arch24 arch24_powerpc = {
	.name = "powerpc",
	.prefix = "R_PPC_",
	.machines = { EM_PPC },
	.kinds = ARCH24_BIG | ARCH24_32,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
	.stubs = { &stub },
	.by_stub = reloc24_by_stub,
};
