/* SPDX-License-Identifier: 0BSD */
/*
 * What a machine's relocations do, as data: a row says which value is computed and into which bits of which word it
 * goes. compat24/reloc24.c reads the rows. An architecture is one file arch_NAME.c with rows, and one function for
 * what does not fit into a row; its ABI's supplement to System V is the source of the numbers.
 *
 *	value:  S symbol  A addend  P place  G address of the symbol's slot in the GOT  GOT its pointer
 *	field:  (value + round) >> shift, in `bits` bits from bit `low` of a number of `width` bytes
 */
#ifndef COMPAT24_ARCH_H
#define COMPAT24_ARCH_H

#include "compat24/abi24.h"
#include "module/elf.h"

struct link24;
struct reloc24;

/* Which value: what stands in place of S, and what is subtracted. */
enum {
	ABSOLUTE = 0,		/* S + A */
	FROM_PLACE = 1, FROM_GOT = 2, BY_SLOT = 4, BY_STUB = 8, OF_GOT = 16, FROM_NEXT = 32, IN_SLOT = 64,

	RELATIVE = FROM_PLACE,			/* S + A - P */
	CALL = FROM_PLACE | BY_STUB,		/* the same; by way of a stub if the symbol is too far away */
	NEXT = FROM_PLACE | FROM_NEXT,		/* S + A - P - 4: alpha counts from the next instruction */
	SLOT = BY_SLOT | FROM_GOT,		/* G + A - GOT */
	SLOT_RELATIVE = BY_SLOT | FROM_PLACE,	/* G + A - P */
	LITERAL = SLOT | IN_SLOT,		/* G - GOT, where the slot holds S + A and not S */
	GOT_OFFSET = FROM_GOT,			/* S + A - GOT */
	GOT_RELATIVE = OF_GOT | FROM_PLACE,	/* GOT + A - P */
	NOTHING = 128,				/* nothing is done */
	HOOK,					/* the architecture's function does all of it */
};

/* Which values are refused. */
enum {
	ANY,		/* none: high bits are cut off */
	SIGNED,		/* what does not fit as a signed number */
	UNSIGNED,
	EITHER,		/* what fits neither as a signed nor as an unsigned one: SIGNED | UNSIGNED */
	/* or-ed in */
	EXACT = 4,	/* what has other bits than 0 in those that `shift` drops */
	ROUNDED = 8,	/* refuses nothing: half of what `shift` drops is added first, as the lower half is signed */
};

struct row24 {
	unsigned char number;
	char name[13];		/* without the architecture's prefix; a NUL only if there is room */
	unsigned char value, range, width, bits, low, shift;
};

/* Code that jumps to a symbol anywhere, into which rows of the architecture put its address. */
struct stub24 {
	unsigned char size;
	struct {
		unsigned char number, place;	/* row's number, 0: none; which bytes it changes */
	} parts[2];
	uint32_t code[5];			/* in the machine's byte order each */
};

enum { ARCH24_LITTLE = 1, ARCH24_BIG = 2, ARCH24_32 = 4, ARCH24_64 = 8 };

struct arch24 {
	const char *name, *prefix;	/* "i386", "R_386_" */
	uint16_t machines[3];		/* EM_*, 0: none */
	unsigned char kinds;		/* which of ARCH24_* exist */
	bool has_gp;			/* struct module has gp (alpha) */
	bool adds_contents;		/* with RELA, too, what lies in the field is added (sh) */
	bool has_number_byte;		/* of r_info only the lowest byte is the number, with 64 bit, too (sparc) */
	uint16_t got_bias;		/* how far behind the GOT's start its pointer points */
	unsigned row_count;
	const struct row24 *rows;
	const struct stub24 *stubs[2];	/* for 32 and for 64 bit; NULL: calls reach everything */
	/* With stubs: reloc24_by_stub, which is in the program only where it is needed. */
	bool (*by_stub)(struct reloc24 *reloc);
	/* Relocates what is HOOK in its row; false: the value is out of range. */
	bool (*hook)(const struct reloc24 *reloc);
	/* Adds tables of its own to the image, and fields of struct module (image24.h); may be NULL. */
	void (*tables)(struct link24 *link, uint64_t *fields);
};

/*
 * The architecture of a file, out of those in ARCHES24. NULL, with ENOEXEC set and the machine named, for any other,
 * and for a class or byte order that this machine does not have.
 */
const struct arch24 *arch24_find(const struct elf *elf, struct err *err);

/* Says that it is for another machine than it should be. Returns -ENOEXEC. */
int arch24_refuse(const struct elf *elf, struct err *err);

/* The row of a relocation number, or NULL. */
const struct row24 *arch24_row(const struct arch24 *arch, unsigned number);

#endif
