/* SPDX-License-Identifier: 0BSD */
/* S/390, 31 and 64 bit. Displacements named DBL count halfwords. */
#include "compat24/reloc24.h"

#include <elf.h>

static const struct row24 rows[] = {
	/* number, name  value          range           width bits low shift */
	{ 0, "NONE",     NOTHING,       ANY,            0,  0, 0, 0 },
	{ 1, "8",        ABSOLUTE,      EITHER,         1,  8, 0, 0 },
	{ 2, "12",       ABSOLUTE,      UNSIGNED,       2, 12, 0, 0 },
	{ 3, "16",       ABSOLUTE,      EITHER,         2, 16, 0, 0 },
	{ 4, "32",       ABSOLUTE,      EITHER,         4, 32, 0, 0 },
	{ 5, "PC32",     RELATIVE,      SIGNED,         4, 32, 0, 0 },
	{ 6, "GOT12",    SLOT,          UNSIGNED,       2, 12, 0, 0 },
	{ 7, "GOT32",    SLOT,          SIGNED,         4, 32, 0, 0 },
	{ 8, "PLT32",    CALL,          SIGNED,         4, 32, 0, 0 },
	{ 13, "GOTOFF32", GOT_OFFSET,   SIGNED,         4, 32, 0, 0 },
	{ 14, "GOTPC",   GOT_RELATIVE,  SIGNED,         4, 32, 0, 0 },
	{ 15, "GOT16",   SLOT,          SIGNED,         2, 16, 0, 0 },
	{ 16, "PC16",    RELATIVE,      SIGNED,         2, 16, 0, 0 },
	{ 17, "PC16DBL", RELATIVE,      SIGNED | EXACT, 2, 16, 0, 1 },
	{ 18, "PLT16DBL", CALL,         SIGNED | EXACT, 2, 16, 0, 1 },
	{ 19, "PC32DBL", RELATIVE,      SIGNED | EXACT, 4, 32, 0, 1 },
	{ 20, "PLT32DBL", CALL,         SIGNED | EXACT, 4, 32, 0, 1 },
	{ 21, "GOTPCDBL", GOT_RELATIVE, SIGNED | EXACT, 4, 32, 0, 1 },
	{ 22, "64",      ABSOLUTE,      ANY,            8, 64, 0, 0 },
	{ 23, "PC64",    RELATIVE,      ANY,            8, 64, 0, 0 },
	{ 24, "GOT64",   SLOT,          ANY,            8, 64, 0, 0 },
	{ 25, "PLT64",   CALL,          ANY,            8, 64, 0, 0 },
	{ 26, "GOTENT",  SLOT_RELATIVE, SIGNED | EXACT, 4, 32, 0, 1 },
	{ 27, "GOTOFF16", GOT_OFFSET,   SIGNED,         2, 16, 0, 0 },
	{ 28, "GOTOFF64", GOT_OFFSET,   ANY,            8, 64, 0, 0 },
};

/* basr %r1,0; l %r1,6(%r1); br %r1; and the address */
static const struct stub24 stub32 = {
	.size = 12,
	.parts = { { 4, 8 } },
	.code = { 0x0d105810, 0x100607f1 },
};

/* basr %r1,0; lg %r1,10(%r1); br %r1; two bytes; and the address */
static const struct stub24 stub64 = {
	.size = 20,
	.parts = { { 22, 12 } },
	.code = { 0x0d10e310, 0x100a0004, 0x07f10000 },
};

const struct arch24 arch24_s390 = {
	.name = "s390",
	.prefix = "R_390_",
	.machines = { EM_S390, 0xa390 /* before it had a number */ },
	.kinds = ARCH24_BIG | ARCH24_32 | ARCH24_64,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
	.stubs = { &stub32, &stub64 },
	.by_stub = reloc24_by_stub,
};
