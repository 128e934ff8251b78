/* SPDX-License-Identifier: 0BSD */
/* SuperH. Addresses are constants beside the code, so that little is needed; addends lie in the field, too. */
#include "compat24/arch.h"

#include <elf.h>

static const struct row24 rows[] = {
	/* number, name   value         range width bits low shift */
	{ 0, "NONE",      NOTHING,      ANY,  0,  0, 0, 0 },
	{ 1, "DIR32",     ABSOLUTE,     ANY,  4, 32, 0, 0 },
	{ 2, "REL32",     RELATIVE,     ANY,  4, 32, 0, 0 },
	{ 160, "GOT32",   SLOT,         ANY,  4, 32, 0, 0 },
	{ 161, "PLT32",   RELATIVE,     ANY,  4, 32, 0, 0 },
	{ 166, "GOTOFF",  GOT_OFFSET,   ANY,  4, 32, 0, 0 },
	{ 167, "GOTPC",   GOT_RELATIVE, ANY,  4, 32, 0, 0 },
};

const struct arch24 arch24_sh = {
	.name = "sh",
	.prefix = "R_SH_",
	.machines = { EM_SH },
	.kinds = ARCH24_LITTLE | ARCH24_BIG | ARCH24_32,
	.adds_contents = true,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
};
