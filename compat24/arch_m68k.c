/* SPDX-License-Identifier: 0BSD */
/* Motorola 68000 family. */
#include "compat24/arch.h"

#include <elf.h>

static const struct row24 rows[] = {
	/* number, name   value          range   width bits low shift */
	{ 0, "NONE",      NOTHING,       ANY,    0,  0, 0, 0 },
	{ 1, "32",        ABSOLUTE,      ANY,    4, 32, 0, 0 },
	{ 2, "16",        ABSOLUTE,      EITHER, 2, 16, 0, 0 },
	{ 3, "8",         ABSOLUTE,      EITHER, 1,  8, 0, 0 },
	{ 4, "PC32",      RELATIVE,      ANY,    4, 32, 0, 0 },
	{ 5, "PC16",      RELATIVE,      SIGNED, 2, 16, 0, 0 },
	{ 6, "PC8",       RELATIVE,      SIGNED, 1,  8, 0, 0 },
	{ 7, "GOT32",     SLOT_RELATIVE, ANY,    4, 32, 0, 0 },
	{ 8, "GOT16",     SLOT_RELATIVE, SIGNED, 2, 16, 0, 0 },
	{ 10, "GOT32O",   SLOT,          ANY,    4, 32, 0, 0 },
	{ 11, "GOT16O",   SLOT,          SIGNED, 2, 16, 0, 0 },
	{ 13, "PLT32",    RELATIVE,      ANY,    4, 32, 0, 0 },
	{ 14, "PLT16",    RELATIVE,      SIGNED, 2, 16, 0, 0 },
};

const struct arch24 arch24_m68k = {
	.name = "m68k",
	.prefix = "R_68K_",
	.machines = { EM_68K },
	.kinds = ARCH24_BIG | ARCH24_32,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
};
