/* SPDX-License-Identifier: 0BSD */
/* SPARC, 32 and 64 bit. The kernel's modules are in the lowest 4 GB. */
#include "compat24/reloc24.h"

#include <elf.h>

enum { R_OLO10 = 33, R_WDISP16 = 40, R_HIX22 = 48, R_LOX10 = 49 };

static const struct row24 rows[] = {
	/* number, name    value     range             width bits low shift */
	{ 0, "NONE",       NOTHING,  ANY,              0,  0, 0,  0 },
	{ 1, "8",          ABSOLUTE, EITHER,           1,  8, 0,  0 },
	{ 2, "16",         ABSOLUTE, EITHER,           2, 16, 0,  0 },
	{ 3, "32",         ABSOLUTE, EITHER,           4, 32, 0,  0 },
	{ 4, "DISP8",      RELATIVE, SIGNED,           1,  8, 0,  0 },
	{ 5, "DISP16",     RELATIVE, SIGNED,           2, 16, 0,  0 },
	{ 6, "DISP32",     RELATIVE, SIGNED,           4, 32, 0,  0 },
	{ 7, "WDISP30",    RELATIVE, SIGNED | EXACT,   4, 30, 0,  2 },
	{ 8, "WDISP22",    RELATIVE, SIGNED | EXACT,   4, 22, 0,  2 },
	{ 9, "HI22",       ABSOLUTE, ANY,              4, 22, 0, 10 },
	{ 10, "22",        ABSOLUTE, EITHER,           4, 22, 0,  0 },
	{ 11, "13",        ABSOLUTE, EITHER,           4, 13, 0,  0 },
	{ 12, "LO10",      ABSOLUTE, ANY,              4, 10, 0,  0 },
	{ 13, "GOT10",     SLOT,     ANY,              4, 10, 0,  0 },
	{ 14, "GOT13",     SLOT,     SIGNED,           4, 13, 0,  0 },
	{ 15, "GOT22",     SLOT,     ANY,              4, 22, 0, 10 },
	{ 16, "PC10",      RELATIVE, ANY,              4, 10, 0,  0 },
	{ 17, "PC22",      RELATIVE, ANY,              4, 22, 0, 10 },
	{ 18, "WPLT30",    RELATIVE, SIGNED | EXACT,   4, 30, 0,  2 },
	{ 23, "UA32",      ABSOLUTE, EITHER,           4, 32, 0,  0 },
	{ 32, "64",        ABSOLUTE, ANY,              8, 64, 0,  0 },
	{ R_OLO10, "OLO10", HOOK,    ANY,              4, 13, 0,  0 },
	{ 34, "HH22",      ABSOLUTE, ANY,              4, 22, 0, 42 },
	{ 35, "HM10",      ABSOLUTE, ANY,              4, 10, 0, 32 },
	{ 36, "LM22",      ABSOLUTE, ANY,              4, 22, 0, 10 },
	{ R_WDISP16, "WDISP16", HOOK, ANY,             4, 16, 0,  0 },
	{ 41, "WDISP19",   RELATIVE, SIGNED | EXACT,   4, 19, 0,  2 },
	{ 46, "DISP64",    RELATIVE, ANY,              8, 64, 0,  0 },
	{ R_HIX22, "HIX22", HOOK,    ANY,              4, 22, 0,  0 },
	{ R_LOX10, "LOX10", HOOK,    ANY,              4, 13, 0,  0 },
	{ 50, "H44",       ABSOLUTE, UNSIGNED,         4, 22, 0, 22 },
	{ 51, "M44",       ABSOLUTE, ANY,              4, 10, 0, 12 },
	{ 52, "L44",       ABSOLUTE, ANY,              4, 12, 0,  0 },
	{ 53, "REGISTER",  NOTHING,  ANY,              0,  0, 0,  0 },
	{ 54, "UA64",      ABSOLUTE, ANY,              8, 64, 0,  0 },
	{ 55, "UA16",      ABSOLUTE, EITHER,           2, 16, 0,  0 },
};

/* What a row cannot say: a second addend, two parts of a field, bits that are turned around. */
static bool hook(const struct reloc24 *reloc)
{
	const struct abi24 *abi = &reloc->link->abi;
	uint32_t code = (uint32_t)abi24_get(abi, reloc->at, 4), mask, field;
	int64_t value = (int64_t)(reloc->target + (uint64_t)reloc->addend);

	switch (reloc->number) {
	case R_OLO10:	/* of 64 bit only; the second addend is in r_info, above the number */
		mask = 0x1fff;
		value = (value & 0x3ff) + ((int32_t)abi24_get(abi, reloc->next - 16, 8) >> 8);
		if (!reloc24_is_signed(value, 13))
			return false;
		field = (uint32_t)value;
		break;
	case R_WDISP16:
		mask = 0x303fff;
		value = (int64_t)((uint64_t)value - reloc->place);
		if (value & 3 || !reloc24_is_signed(value, 18))
			return false;
		field = (uint32_t)(value >> 2 & 0x3fff) | (uint32_t)(value >> 16 & 3) << 20;
		break;
	case R_HIX22:	/* for addresses in the topmost 4 GB: sethi of the inverse, then xor with a negative number */
		mask = 0x3fffff;
		if (~value >> 32)
			return false;
		field = (uint32_t)(~value >> 10);
		break;
	default:
		mask = 0x1fff;
		field = (uint32_t)(value & 0x3ff) | 0x1c00;
	}
	abi24_put(abi, reloc->at, 4, (code & ~mask) | (field & mask));
	return true;
}

const struct arch24 arch24_sparc = {
	.name = "sparc",
	.prefix = "R_SPARC_",
	.machines = { EM_SPARC, EM_SPARCV9, EM_SPARC32PLUS },
	.kinds = ARCH24_BIG | ARCH24_32 | ARCH24_64,
	.rows = rows,
	.row_count = sizeof rows / sizeof *rows,
	.has_number_byte = true,
	.hook = hook,
};
