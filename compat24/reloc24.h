/* SPDX-License-Identifier: 0BSD */
/* Relocations: walking over them, and doing one. Only the linker, the architectures and maps24.c look in here. */
#ifndef COMPAT24_RELOC24_H
#define COMPAT24_RELOC24_H

#include "compat24/arch.h"
#include "compat24/link24.h"

struct reloc24 {
	struct link24 *link;
	const struct section24 *section;	/* what is relocated */
	const struct row24 *row;
	uint64_t offset;			/* as in the file */
	uint32_t number, symbol;		/* the row's number; index of the symbol, 0: none */
	int64_t addend;				/* A; with REL it comes out of the field */
	bool has_addend;			/* RELA: it stands beside the relocation, not in the field */
	const unsigned char *next, *end;	/* the entries behind this one */

	/* Only while it is done, not while it is looked at. */
	unsigned char *at;			/* the field, in the image */
	uint64_t place, target;			/* P and S: addresses */
};

/*
 * Goes through the relocations of all loaded sections: `take` gets each with what its entry says, not checked and
 * without its row, until it returns something else than NULL. Returns that.
 */
const char *reloc24_each(struct reloc24 *reloc, const char *(*take)(struct reloc24 *reloc));

/*
 * Goes through the relocations of all loaded sections: before link->bytes is there it checks that the row, symbol and
 * field of each exist, and gives it its place in the GOT or its stub; after that it does them. Returns 0, or -ENOEXEC
 * with err set: damaged, unknown, does not fit, or its symbol is not there.
 */
int reloc24_all(struct link24 *link, struct err *err);

/* Makes the stub for a symbol that is too far away, and goes there instead. False: still out of range. */
bool reloc24_by_stub(struct reloc24 *reloc);

/* Where the GOT's pointer points (alpha: gp). */
uint64_t reloc24_got(const struct link24 *link);

/* The address of a symbol, once link->base is known. */
uint64_t symbol24_address(const struct link24 *link, const struct symbol24 *symbol);

/* Whether the bits above `bits` are nothing but the sign. */
bool reloc24_is_signed(int64_t value, unsigned bits);

#endif
