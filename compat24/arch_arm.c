/* SPDX-License-Identifier: 0BSD */
/* ARM, without Thumb. A branch reaches 32 MB; not all modules fit into the room right below the kernel. */
#include "compat24/reloc24.h"

#include <elf.h>

static const struct row24 rows[] = {
	/* number, name   value          range           width bits low shift */
	{ 0, "NONE",      NOTHING,       ANY,            0,  0, 0, 0 },
	{ 1, "PC24",      CALL,          SIGNED | EXACT, 4, 24, 0, 2 },
	{ 2, "ABS32",     ABSOLUTE,      ANY,            4, 32, 0, 0 },
	{ 3, "REL32",     RELATIVE,      ANY,            4, 32, 0, 0 },
	{ 5, "ABS16",     ABSOLUTE,      EITHER,         2, 16, 0, 0 },
	{ 8, "ABS8",      ABSOLUTE,      EITHER,         1,  8, 0, 0 },
	{ 24, "GOTOFF32", GOT_OFFSET,    ANY,            4, 32, 0, 0 },
	{ 25, "BASE_PREL", GOT_RELATIVE, ANY,            4, 32, 0, 0 },
	{ 26, "GOT_BREL", SLOT,          ANY,            4, 32, 0, 0 },
	{ 27, "PLT32",    CALL,          SIGNED | EXACT, 4, 24, 0, 2 },
	{ 28, "CALL",     CALL,          SIGNED | EXACT, 4, 24, 0, 2 },
	{ 29, "JUMP24",   CALL,          SIGNED | EXACT, 4, 24, 0, 2 },
	{ 38, "TARGET1",  ABSOLUTE,      ANY,            4, 32, 0, 0 },
	{ 40, "V4BX",     NOTHING,       ANY,            0,  0, 0, 0 },
	{ 42, "PREL31",   RELATIVE,      SIGNED,         4, 31, 0, 0 },
};

static const struct stub24 stub = {
	.size = 8,
	.parts = { { 2, 4 } },
	.code = { 0xe51ff004 },	/* ldr pc, [pc, #-4] */
};

const struct arch24 arch24_arm = {
	.name = "arm",
	.prefix = "R_ARM_",
	.machines = { EM_ARM },
	.kinds = ARCH24_LITTLE | ARCH24_BIG | ARCH24_32,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
	.stubs = { &stub },
	.by_stub = reloc24_by_stub,
};
