/* SPDX-License-Identifier: 0BSD */
/*
 * What a module exports and what it needs. The places (linux/export-internal.h, scripts/mod/modpost.c):
 *
 *	.symtab                 undefined symbols: needed; __crc_NAME (local): exported, value = CRC or where it is
 *	__ksymtab_strings       names of the exported symbols, and of their namespaces
 *	__versions              needed: { unsigned long crc; char name[64 - sizeof(long)]; } ...
 *	__version_ext_crcs      needed, for long names, since Linux 6.14: u32 ...
 *	__version_ext_names     and their names, a NUL after each
 */
#include "module/symbols.h"

#include "base/map.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

/* An entry of __versions, in both classes. */
enum { VERSION_SIZE = 64 };

static const char crc_prefix[] = "__crc_";
enum { CRC_PREFIX = sizeof crc_prefix - 1 };

struct symbol *symbols_add(struct arena *arena, struct symbol_list *list, const char *name)
{
	struct symbol *symbol = arena_add(arena, list, sizeof *symbol);

	*symbol = (struct symbol){ .name = name };
	return symbol;
}

static void set_crc(struct symbol *symbol, uint64_t crc)
{
	symbol->crc = crc;
	symbol->has_crc = true;
}

/* A name in a section of strings, where the last one may lack its NUL: then it is copied to get one. */
static const char *name_in(struct str string, const struct str *rest, struct arena *arena)
{
	return rest->length ? string.at : arena_copy(arena, string.at, string.length);
}

/* Sets the CRC, if it can be found: the value of the __crc_ symbol, or the number that it points to. */
static void resolve_crc(const struct elf *elf, const struct elf_symbol *from, struct symbol *symbol)
{
	struct elf_section section;
	const unsigned char *at;
	struct err ignored;	/* no CRC then, as if there were none at all */

	if (from->section == SHN_ABS) {
		set_crc(symbol, from->value);
		return;
	}
	if (from->section == SHN_UNDEF || from->section >= elf->section_count)
		return;
	elf_section(elf, from->section, &section);
	if (section.type == SHT_NOBITS || section.size < 4 || from->value > section.size - 4)
		return;
	at = image_piece(elf->image, section.offset + from->value, 4, &ignored);
	if (at)
		set_crc(symbol, elf_u32(elf, at));
}

int symbols_exported(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err)
{
	struct elf_symbols symbols;
	struct str rest, string;
	int rc = elf_symbols_all(elf, &symbols, err);

	*out = (struct symbol_list){ 0 };
	for (uint64_t i = 1; i < symbols.count; i++) {
		struct elf_symbol symbol;

		elf_symbol(elf, &symbols, i, &symbol);
		if (str_starts(symbol.name, crc_prefix))
			resolve_crc(elf, &symbol, symbols_add(arena, out, symbol.name + CRC_PREFIX));
	}
	if (rc || out->count)
		return rc;
	rc = elf_read(elf, "__ksymtab_strings", &rest, err);
	while (elf_string(&rest, &string))
		symbols_add(arena, out, name_in(string, &rest, arena));
	return rc;
}

bool symbol_is_needed(const struct elf *elf, const struct elf_symbol *symbol)
{
	bool is_sparc = elf->machine == EM_SPARC || elf->machine == EM_SPARC32PLUS || elf->machine == EM_SPARCV9;

	return symbol->section == SHN_UNDEF && *symbol->name && !(symbol->type == STT_SPARC_REGISTER && is_sparc);
}

/* PowerPC's first ABI marks code with a dot: .foo is foo. */
static const char *without_dot(const char *name)
{
	return name + (*name == '.');
}

static int add_versions(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err)
{
	size_t crc_size = elf->is64 ? 8 : 4, room = VERSION_SIZE - crc_size;
	struct str table;
	int rc = elf_read(elf, "__versions", &table, err);

	for (; table.length >= VERSION_SIZE; table.length -= VERSION_SIZE, table.at += VERSION_SIZE) {
		const char *name = arena_copy(arena, table.at + crc_size, strnlen(table.at + crc_size, room));

		set_crc(symbols_add(arena, out, without_dot(name)), elf_word(elf, (const unsigned char *)table.at));
	}
	return rc;
}

/* Adds those of the long table that the other one has not. */
static int add_long_versions(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err)
{
	struct map known = { .arena = arena };
	struct str crcs, names, string;
	int rc = elf_read(elf, "__version_ext_crcs", &crcs, err);

	if (!rc)
		rc = elf_read(elf, "__version_ext_names", &names, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < out->count; i++)
		map_add(&known, out->at[i].name);
	for (; crcs.length >= 4 && elf_string(&names, &string); crcs.length -= 4, crcs.at += 4) {
		const char *name = name_in(string, &names, arena);

		if (map_add(&known, name))
			set_crc(symbols_add(arena, out, name), elf_u32(elf, (const unsigned char *)crcs.at));
	}
	return 0;
}

int symbols_versions(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err)
{
	int rc;

	*out = (struct symbol_list){ 0 };
	rc = add_versions(elf, arena, out, err);
	return rc ? rc : add_long_versions(elf, arena, out, err);
}

int symbols_needed(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err)
{
	struct map places = { .arena = arena }; /* of a version in its list */
	struct symbol_list versions;
	struct elf_symbols symbols;
	int rc = elf_symbols(elf, &symbols, err);

	*out = (struct symbol_list){ 0 };
	if (!rc)
		rc = symbols_versions(elf, arena, &versions, err);
	if (rc)
		return rc;
	for (size_t i = versions.count; i-- > 0;)
		*map_slot(&places, str_of(versions.at[i].name)) = &versions.at[i];
	for (uint64_t i = 0; i < symbols.count; i++) {
		struct elf_symbol from;
		struct symbol *symbol, *version;

		elf_symbol(elf, &symbols, i, &from);
		if (!symbol_is_needed(elf, &from))
			continue;
		symbol = symbols_add(arena, out, from.name);
		symbol->weak = from.binding == STB_WEAK;
		version = map_get(&places, str_of(without_dot(from.name)));
		if (!version)
			continue;
		set_crc(symbol, version->crc);
		version->name = NULL; /* taken */
	}
	for (size_t i = 0; i < versions.count; i++)
		if (versions.at[i].name)
			*symbols_add(arena, out, NULL) = versions.at[i];
	return 0;
}
