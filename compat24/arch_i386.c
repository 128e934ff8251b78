/* SPDX-License-Identifier: 0BSD */
/* i386. New assemblers write PLT32 where old ones wrote PC32. */
#include "compat24/arch.h"

#include <elf.h>

static const struct row24 rows[] = {
	/* number, name   value         range   width bits low shift */
	{ 0, "NONE",      NOTHING,      ANY,    0,  0, 0, 0 },
	{ 1, "32",        ABSOLUTE,     ANY,    4, 32, 0, 0 },
	{ 2, "PC32",      RELATIVE,     ANY,    4, 32, 0, 0 },
	{ 3, "GOT32",     SLOT,         ANY,    4, 32, 0, 0 },
	{ 4, "PLT32",     RELATIVE,     ANY,    4, 32, 0, 0 },
	{ 9, "GOTOFF",    GOT_OFFSET,   ANY,    4, 32, 0, 0 },
	{ 10, "GOTPC",    GOT_RELATIVE, ANY,    4, 32, 0, 0 },
	{ 20, "16",       ABSOLUTE,     EITHER, 2, 16, 0, 0 },
	{ 21, "PC16",     RELATIVE,     SIGNED, 2, 16, 0, 0 },
	{ 22, "8",        ABSOLUTE,     EITHER, 1,  8, 0, 0 },
	{ 23, "PC8",      RELATIVE,     SIGNED, 1,  8, 0, 0 },
};

const struct arch24 arch24_i386 = {
	.name = "i386",
	.prefix = "R_386_",
	.machines = { EM_386 },
	.kinds = ARCH24_LITTLE | ARCH24_32,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
};
