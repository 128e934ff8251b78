/* SPDX-License-Identifier: 0BSD */
/*
 * The linker: makes of a relocatable file the image that Linux 2.4's init_module takes. What it does not know, the
 * caller asks the kernel for and writes into the struct between the steps:
 *
 *	link24_open       reads sections and symbols          caller: values of undefined symbols, name, room ...
 *	link24_layout     gives everything its offset         caller: create_module(name, link->size) -> base
 *	link24_relocate   fills link->bytes for that base     caller: parameters (link24_at), init_module
 *
 *	0  | struct module            offset 0: here __this_module points
 *	   | sections                 with SHF_ALLOC, in the file's order; bss too: the kernel copies all of it
 *	   | GOT | small data         next to each other for alpha
 *	   | commons                  zeros
 *	   | stubs | room | symbols | dependencies | list for debuggers | strings, the module's name last
 *	size
 *
 * The name is last since the kernel demands something behind __ex_table.
 */
#ifndef COMPAT24_LINK24_H
#define COMPAT24_LINK24_H

#include "base/arena.h"
#include "base/map.h"
#include "compat24/abi24.h"
#include "module/modinfo.h"

/* No module's image is larger (on ARM all modules together have 16 MB). */
#define IMAGE24_LIMIT ((uint64_t)32 << 20)

struct arch24;

struct section24 {
	struct elf_section elf;		/* name, type, flags, size as in the file */
	const unsigned char *contents;	/* elf.size bytes of what is loaded or relocates it; NULL for bss */
	uint64_t offset;		/* in the image, if loaded; set by link24_layout */
	bool is_loaded;
	bool relocates;			/* its contents are relocations of a loaded section */
};

/* Where a symbol is. */
enum place24 {
	PLACE24_NOWHERE,	/* in a section that is not loaded */
	PLACE24_UNDEFINED,	/* somebody else's: the caller sets the value, an address; else it is 0 */
	PLACE24_GOT,		/* _GLOBAL_OFFSET_TABLE_ */
	PLACE24_ABSOLUTE,	/* from here on: defined by the file */
	PLACE24_SECTION,	/* until layout: value is an offset in its section, after it in the image */
	PLACE24_COMMON,		/* until layout: value is its alignment; after it PLACE24_SECTION */
};

struct symbol24 {
	struct elf_symbol elf;	/* name, type, binding as in the file; value is what `place` says */
	unsigned char place;	/* enum place24 */
};

/* A symbol that is exported besides the file's own (ksymoops's): the start of a section, or of the image (0). */
struct export24 {
	const char *name;
	uint32_t section;
};

/* In the order of how often they are asked for: with small offsets the code is smaller by 200 bytes. */
struct link24 {
	/* Set by link24_open. */
	const struct elf *elf;
	struct arena *arena;
	const struct arch24 *arch;
	struct abi24 abi;

	/* Set by the caller before link24_layout. */
	bool hides_globals;		/* without a section __ksymtab nothing is exported, instead of every global */
	bool has_kallsyms;		/* the kernel wants the list of all symbols for debuggers */

	/* Set by link24_open. */
	struct section24 *sections, *sections_end;	/* elf->section_count of them; number 0 is empty */
	struct symbol24 *symbols, *symbols_end;		/* file.count of them; number 0 is nobody's, an absolute 0 */

	/* Set by link24_layout. */
	unsigned char *bytes;		/* the image, in the arena; contents since link24_relocate */
	uint64_t size;			/* of the image */

	/* Set by link24_relocate. */
	uint64_t base;			/* the address it is linked for */

	/* The linker's own: where the next record, the next string goes; where those began. */
	uint64_t at, strings, tables_offset, strings_offset;

	uint64_t room;		/* by the caller before link24_layout: this many zero bytes more, for its own use */
	uint64_t room_offset;	/* by link24_layout: where they are */

	/* Set by the caller before link24_layout; all borrowed. */
	const char *name;		/* the module's */
	uint64_t flags;			/* 0 or MODULE24_AUTOCLEAN */
	const struct export24 *exports;
	size_t export_count;
	const uint64_t *dependencies;	/* addresses of other modules' struct module */
	size_t dependency_count;

	/* Set by link24_open. */
	struct elf_symbols file;	/* the symbols as they lie in the file */
	struct map names;		/* name -> its struct symbol24, for link24_symbol */
	struct modinfo modinfo;

	/* The linker's own. */
	struct slots24 {
		uint64_t offset;	/* of the table in the image */
		unsigned size;		/* of each */
		struct map map;		/* what a relocation refers to: its number, counted from 1 */
	} got, stubs;
};

/*
 * Reads what the file has, into the arena. `link` is overwritten. Returns 0, or -ENOEXEC with err set (path included)
 * for damage, and for an undefined symbol that is defined, too.
 */
int link24_read(struct link24 *link, const struct elf *elf, struct arena *arena, struct err *err);

/* The same, and .modinfo, to link it: -ENOEXEC as well for a machine that is not in this program. */
int link24_open(struct link24 *link, const struct elf *elf, struct arena *arena, struct err *err);

/*
 * Gives sections, commons, tables and strings their offsets; link->size is what create_module is to be asked for.
 * Returns 0 or, with err set, -ENOEXEC (a relocation is damaged or unknown, init_module is no function) or -EFBIG
 * (IMAGE24_LIMIT).
 */
int link24_layout(struct link24 *link, struct err *err);

/*
 * Makes the image for the address `base`.
 * Returns 0, or -ENOEXEC: a relocation's number and name, section and symbol are named.
 */
int link24_relocate(struct link24 *link, uint64_t base, struct err *err);

/* Says "'PATH' is damaged: WHAT 'NAME'". Returns -ENOEXEC. */
int link24_damaged(const struct link24 *link, const char *what, const char *name, struct err *err);

/* The symbol of that name that the file defines, a global rather than a local one; NULL if there is none. */
const struct symbol24 *link24_symbol(const struct link24 *link, const char *name);

/* The loaded section of that name, or NULL. */
const struct section24 *link24_section(const struct link24 *link, const char *name);

/* `length` bytes of the image to write to; NULL if they are not all inside it, or inside struct module. */
unsigned char *link24_at(const struct link24 *link, uint64_t offset, uint64_t length);

#endif
