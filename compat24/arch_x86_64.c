/* SPDX-License-Identifier: 0BSD */
/* x86_64. The kernel and its modules are in the topmost 2 GB, so that 32S and PC32 reach everything. */
#include "compat24/arch.h"

#include <elf.h>

static const struct row24 rows[] = {
	/* number, name         value          range     width bits low shift */
	{ 0, "NONE",            NOTHING,       ANY,      0,  0, 0, 0 },
	{ 1, "64",              ABSOLUTE,      ANY,      8, 64, 0, 0 },
	{ 2, "PC32",            RELATIVE,      SIGNED,   4, 32, 0, 0 },
	{ 3, "GOT32",           SLOT,          SIGNED,   4, 32, 0, 0 },
	{ 4, "PLT32",           RELATIVE,      SIGNED,   4, 32, 0, 0 },
	{ 9, "GOTPCREL",        SLOT_RELATIVE, SIGNED,   4, 32, 0, 0 },
	{ 10, "32",             ABSOLUTE,      UNSIGNED, 4, 32, 0, 0 },
	{ 11, "32S",            ABSOLUTE,      SIGNED,   4, 32, 0, 0 },
	{ 12, "16",             ABSOLUTE,      EITHER,   2, 16, 0, 0 },
	{ 13, "PC16",           RELATIVE,      SIGNED,   2, 16, 0, 0 },
	{ 14, "8",              ABSOLUTE,      EITHER,   1,  8, 0, 0 },
	{ 15, "PC8",            RELATIVE,      SIGNED,   1,  8, 0, 0 },
	{ 24, "PC64",           RELATIVE,      ANY,      8, 64, 0, 0 },
	{ 25, "GOTOFF64",       GOT_OFFSET,    ANY,      8, 64, 0, 0 },
	{ 26, "GOTPC32",        GOT_RELATIVE,  SIGNED,   4, 32, 0, 0 },
	{ 41, "GOTPCRELX",      SLOT_RELATIVE, SIGNED,   4, 32, 0, 0 },
	{ 42, "REX_GOTPCRELX",  SLOT_RELATIVE, SIGNED,   4, 32, 0, 0 },
};

const struct arch24 arch24_x86_64 = {
	.name = "x86_64",
	.prefix = "R_X86_64_",
	.machines = { EM_X86_64 },
	.kinds = ARCH24_LITTLE | ARCH24_64,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
};
