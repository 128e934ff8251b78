/* SPDX-License-Identifier: 0BSD */
/* The linker's beginning: what a file has and needs; and where in the image something is. */
#include "compat24/link24.h"

#include "compat24/arch.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

/* The image begins at a page of the kernel's; no machine of 2.4's time had larger ones than alpha, sparc64. */
enum { ALIGNMENT_LIMIT = 8192 };

/* A register that a file of 64-bit SPARC uses has the form of an undefined symbol. */
enum { STT_REGISTER = 13 };

const struct section24 *link24_section(const struct link24 *link, const char *name)
{
	for (const struct section24 *section = link->sections; section < link->sections_end; section++)
		if (section->is_loaded && !strcmp(section->elf.name, name))
			return section;
	return NULL;
}

const struct symbol24 *link24_symbol(const struct link24 *link, const char *name)
{
	return map_get(&link->names, str_of(name));
}

unsigned char *link24_at(const struct link24 *link, uint64_t offset, uint64_t length)
{
	if (offset < abi24_module(&link->abi, NULL, NULL) || offset > link->size || length > link->size - offset)
		return NULL;
	return link->bytes + offset;
}

int link24_damaged(const struct link24 *link, const char *what, const char *name, struct err *err)
{
	return err_set(err, ENOEXEC, "'%s' is damaged: %s '%s'", link->elf->image->path, what, name);
}

/* Of the exported symbols a file may say "none" by an empty section without flags. */
static bool is_wanted(const struct elf_section *section)
{
	return (section->flags & SHF_ALLOC || !strcmp(section->name, "__ksymtab")) && strcmp(section->name, ".modinfo");
}

static int read_sections(struct link24 *link, struct err *err)
{
	uint32_t count = link->elf->section_count;

	link->sections = link->sections_end = arena_alloc(link->arena, count * sizeof *link->sections);
	link->sections_end++->elf.name = "";
	for (uint32_t i = 1; i < count; i++, link->sections_end++) {
		elf_section(link->elf, i, &link->sections_end->elf);
		link->sections_end->is_loaded = is_wanted(&link->sections_end->elf);
	}
	for (struct section24 *section = link->sections + 1; section < link->sections_end; section++) {
		const struct elf_section *elf = &section->elf;
		uint64_t alignment = section->elf.alignment += !elf->alignment;

		if ((elf->type == SHT_REL || elf->type == SHT_RELA) && elf->info < count)
			section->relocates = link->sections[elf->info].is_loaded;
		if (section->is_loaded && (alignment & (alignment - 1) || alignment > ALIGNMENT_LIMIT))
			return link24_damaged(link, "alignment of section", elf->name, err);
		if (!(section->is_loaded | section->relocates) || elf->type == SHT_NOBITS || !elf->size)
			continue;
		section->contents = elf_contents(link->elf, elf, err);
		if (!section->contents)
			return err_wrap(err, "section '%s'", elf->name);
	}
	return 0;
}

/* Where a symbol is, by its number of a section; one that the file does not have is nowhere. */
static int place_symbol(const struct link24 *link, struct symbol24 *symbol, struct err *err)
{
	const struct elf_symbol *elf = &symbol->elf;
	const struct section24 *section = link->sections;

	if (elf->section < link->elf->section_count)
		section += elf->section;
	if (elf->section == SHN_ABS || elf->type == STT_REGISTER)
		symbol->place = PLACE24_ABSOLUTE;
	else if (elf->section == SHN_COMMON)
		symbol->place = PLACE24_COMMON;
	else if (elf->section == SHN_UNDEF)
		symbol->place = PLACE24_UNDEFINED;
	else if (section->is_loaded)
		symbol->place = PLACE24_SECTION;
	return section->is_loaded && elf->value > section->elf.size ?
	       link24_damaged(link, "value of symbol", elf->name, err) : 0;
}

/* Some names have a meaning of their own. */
static int place_undefined(const struct link24 *link, struct symbol24 *symbol, struct err *err)
{
	const char *name = symbol->elf.name;
	const struct symbol24 *own = link24_symbol(link, name);

	symbol->elf.value = 0;
	if (!strcmp(name, "__this_module"))
		symbol->place = PLACE24_SECTION;	/* of section 0, which is the image: its beginning */
	else if (!strcmp(name, "_GLOBAL_OFFSET_TABLE_"))
		symbol->place = PLACE24_GOT;
	else if (own && own->elf.binding != STB_LOCAL)
		return link24_damaged(link, "needs its own symbol", name, err);
	return 0;
}

static int read_symbols(struct link24 *link, struct err *err)
{
	int rc = elf_symbols_all(link->elf, &link->file, err);

	link->symbols = arena_alloc(link->arena, (link->file.count + 1) * sizeof *link->symbols);
	/* Number 0 is no symbol, but what a relocation without one refers to: address 0. */
	link->symbols->elf.name = "";
	link->symbols->place = PLACE24_ABSOLUTE;
	for (size_t i = 1; i < link->file.count && !rc; i++) {
		struct symbol24 *symbol = &link->symbols[i];
		void **slot;

		elf_symbol(link->elf, &link->file, i, &symbol->elf);
		rc = place_symbol(link, symbol, err);
		if (symbol->place < PLACE24_ABSOLUTE)
			continue;
		slot = map_slot(&link->names, str_of(symbol->elf.name));
		if (!*slot || symbol->elf.binding != STB_LOCAL)
			*slot = symbol;
	}
	link->symbols_end = link->symbols + link->file.count;
	for (struct symbol24 *symbol = link->symbols; symbol < link->symbols_end && !rc; symbol++)
		if (symbol->place == PLACE24_UNDEFINED)
			rc = place_undefined(link, symbol, err);
	return rc;
}

int link24_read(struct link24 *link, const struct elf *elf, struct arena *arena, struct err *err)
{
	int rc;

	*link = (struct link24){ .elf = elf, .arena = arena };
	link->names.arena = link->got.map.arena = link->stubs.map.arena = arena;
	link->abi.word = elf->is64 ? 8 : 4;
	link->abi.is_big = elf->big_endian;
	rc = read_sections(link, err);
	return rc ? rc : read_symbols(link, err);
}

int link24_open(struct link24 *link, const struct elf *elf, struct arena *arena, struct err *err)
{
	const struct arch24 *arch = arch24_find(elf, err);
	int rc = arch ? link24_read(link, elf, arena, err) : -ENOEXEC;

	if (rc)
		return rc;
	link->arch = arch;
	link->abi.has_gp = arch->has_gp;
	return modinfo_read(&link->modinfo, elf, err);
}
