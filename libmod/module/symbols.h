/* SPDX-License-Identifier: 0BSD */
/* What a module exports and what it needs, with the versions (CRCs) of both. */
#ifndef MODULE_SYMBOLS_H
#define MODULE_SYMBOLS_H

#include "module/elf.h"

struct symbol {
	const char *name;	/* owned by the image's arena or the image */
	uint64_t crc;		/* 0 without has_crc */
	bool weak;		/* needed only if somebody exports it */
	bool has_crc;
};

struct symbol_list {
	struct symbol *at;
	size_t count, capacity;
};

/* Appends one of that name, which is borrowed, and nothing else. Valid until the next call. */
struct symbol *symbols_add(struct arena *arena, struct symbol_list *list, const char *name);

/*
 * The exported symbols: names of the __crc_ symbols with their CRC (an absolute value, or a u32 in a section with
 * CONFIG_MODULE_REL_CRCS), or else the names in __ksymtab_strings. In file order. Returns 0, or -ENOEXEC and so on.
 */
int symbols_exported(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err);

/* Whether a symbol of the symbol table is one that the module needs: undefined, and no register of SPARC. */
bool symbol_is_needed(const struct elf *elf, const struct elf_symbol *symbol);

/*
 * The undefined symbols of the symbol table, with the CRCs of __versions or __version_ext_crcs/_names; then, as kmod
 * does, the entries of those tables that are no undefined symbols (module_layout). In file order.
 * Returns 0, or -ENOEXEC and so on.
 */
int symbols_needed(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err);

/*
 * The versions that a module was built against, in the order of its table: what --show-modversions prints.
 * Count 0 if it has none. Returns 0, or -ENOEXEC and so on.
 */
int symbols_versions(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err);

#endif
