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

static struct symbol *add(struct arena *arena, struct symbol_list *list, const char *name)
{
	struct symbol *symbol;

	list->at = arena_grow(arena, list->at, list->count, &list->capacity, sizeof *list->at);
	symbol = &list->at[list->count++];
	*symbol = (struct symbol){ .name = name };
	return symbol;
}

static void set_crc(struct symbol *symbol, uint64_t crc)
{
	symbol->crc = crc;
	symbol->has_crc = true;
}

/*
 * Adds the strings of a section, if it is there, but for empty ones. A last string without its NUL is copied to get
 * one.
 */
static int add_section_strings(const struct elf *elf, const char *section_name, struct arena *arena,
			       struct symbol_list *out, struct err *err)
{
	struct elf_section section;
	const char *at, *end;

	if (!elf_find(elf, section_name, &section))
		return 0;
	at = (const char *)elf_contents(elf, &section, err);
	if (!at)
		return -err->code;
	for (end = at + section.size; at < end; at++) {
		size_t length = strnlen(at, (size_t)(end - at));

		if (out->count == SYMBOL_LIMIT)
			return err_set(err, EFBIG, "'%s' has more than %d strings in %s", elf->image->path,
				       SYMBOL_LIMIT, section_name);
		if (length)
			add(arena, out, at + length < end ? at : arena_copy(arena, at, length));
		at += length;
	}
	return 0;
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
	int rc = elf_symbols_all(elf, &symbols, err);

	*out = (struct symbol_list){ 0 };
	for (uint64_t i = 1; i < symbols.count; i++) {
		struct elf_symbol symbol;

		elf_symbol(elf, &symbols, i, &symbol);
		if (str_starts(symbol.name, "__crc_"))
			resolve_crc(elf, &symbol, add(arena, out, symbol.name + strlen("__crc_")));
	}
	if (rc || out->count)
		return rc;
	return add_section_strings(elf, "__ksymtab_strings", arena, out, err);
}

bool symbol_is_needed(const struct elf *elf, const struct elf_symbol *symbol)
{
	bool is_sparc = elf->machine == EM_SPARC || elf->machine == EM_SPARC32PLUS || elf->machine == EM_SPARCV9;

	return symbol->section == SHN_UNDEF && *symbol->name && !(symbol->type == STT_SPARC_REGISTER && is_sparc);
}

static void add_undefined(const struct elf *elf, const struct elf_symbols *symbols, struct arena *arena,
			  struct symbol_list *out)
{
	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;

		elf_symbol(elf, symbols, i, &symbol);
		if (symbol_is_needed(elf, &symbol))
			add(arena, out, symbol.name)->weak = symbol.binding == STB_WEAK;
	}
}

/* PowerPC's first ABI marks code with a dot: .foo is foo. */
static const char *without_dot(const char *name)
{
	return *name == '.' ? name + 1 : name;
}

static int add_versions(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err)
{
	size_t crc_size = elf->is64 ? 8 : 4, room = VERSION_SIZE - crc_size;
	struct elf_section section;
	const unsigned char *at;

	if (!elf_find(elf, "__versions", &section))
		return 0;
	at = elf_contents(elf, &section, err);
	if (!at)
		return -err->code;
	for (uint64_t left = section.size / VERSION_SIZE; left; left--, at += VERSION_SIZE) {
		const char *name = (const char *)at + crc_size;

		if (!memchr(name, '\0', room))
			name = arena_copy(arena, name, room);
		set_crc(add(arena, out, without_dot(name)), elf_word(elf, at));
	}
	return 0;
}

/* Adds those of the long table that the other one has not. */
static int add_long_versions(const struct elf *elf, struct arena *arena, struct symbol_list *out, struct err *err)
{
	struct map known = { .arena = arena };
	struct symbol_list names = { 0 };
	struct elf_section section;
	const unsigned char *crcs;
	int rc;

	if (!elf_find(elf, "__version_ext_crcs", &section))
		return 0;
	crcs = elf_contents(elf, &section, err);
	if (!crcs)
		return -err->code;
	rc = add_section_strings(elf, "__version_ext_names", arena, &names, err);
	for (size_t i = 0; i < out->count; i++)
		map_add(&known, out->at[i].name);
	for (size_t i = 0; i < names.count && i < section.size / 4; i++)
		if (map_add(&known, names.at[i].name))
			set_crc(add(arena, out, names.at[i].name), elf_u32(elf, crcs + 4 * i));
	return rc;
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

	if (!rc)
		rc = symbols_versions(elf, arena, &versions, err);
	if (rc)
		return rc;
	for (size_t i = versions.count; i-- > 0;)
		*map_slot(&places, str_of(versions.at[i].name)) = &versions.at[i];
	*out = (struct symbol_list){ 0 };
	add_undefined(elf, &symbols, arena, out);
	for (size_t i = 0; i < out->count; i++) {
		struct symbol *version = map_get(&places, str_of(without_dot(out->at[i].name)));

		if (!version)
			continue;
		set_crc(&out->at[i], version->crc);
		version->name = NULL; /* taken */
	}
	for (size_t i = 0; i < versions.count; i++)
		if (versions.at[i].name)
			*add(arena, out, versions.at[i].name) = versions.at[i];
	return 0;
}
