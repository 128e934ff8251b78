/* SPDX-License-Identifier: 0BSD */
/* The ELF file that mkko writes: sections, symbols, headers. */
#include "request.h"

#include <elf.h>
#include <err.h>
#include <stdio.h>
#include <string.h>

static void put_number(struct bytes *bytes, uint64_t value, unsigned width)
{
	for (unsigned i = 0; i < width; i++) {
		unsigned char byte = value >> 8 * (want.is_big ? width - 1 - i : i);
		put(bytes, &byte, 1);
	}
}

/* A number as wide as the class. */
static void put_word(struct bytes *bytes, uint64_t value)
{
	put_number(bytes, value, want.bits / 8);
}

struct section {
	const char *name;
	struct bytes bytes;
	unsigned type, flags, link, info, entry_size, alignment;
};

enum { SECTION_MAX = 64 };
static struct section sections[SECTION_MAX];
static unsigned section_count = 1;	/* number 0 is none */

static struct section *section(const char *name, unsigned type, unsigned flags, unsigned alignment)
{
	if (section_count == SECTION_MAX)
		errx(1, "too many sections");
	struct section *new = &sections[section_count++];
	*new = (struct section) { .name = name, .type = type, .flags = flags, .alignment = alignment };
	return new;
}

static unsigned section_number(const struct section *section)
{
	return section - sections;
}

static void make_build_id(void)
{
	struct section *note = section(".note.gnu.build-id", SHT_NOTE, SHF_ALLOC, 4);
	struct bytes id = {0};
	put_hex(&id, want.build_id);
	put_number(&note->bytes, 4, 4);
	put_number(&note->bytes, id.length, 4);
	put_number(&note->bytes, 3, 4);		/* NT_GNU_BUILD_ID */
	put_string(&note->bytes, "GNU");
	put(&note->bytes, id.at, id.length);
	align(&note->bytes, 4);
}

/* __ksymtab, __kcrctab and __ksymtab_strings. The numbers of the first two go to the symbol table. */
static unsigned ksymtab, kcrctab;

static void make_exports(void)
{
	size_t count = 0;
	for (size_t i = 0; i < want.symbol_count; i++)
		count += want.symbols[i].kind == EXPORT;
	if (!count)
		return;

	struct section *table = section("__ksymtab", SHT_PROGBITS, SHF_ALLOC, 4);
	struct section *crcs = section("__kcrctab", SHT_PROGBITS, SHF_ALLOC, 4);
	struct section *strings = section("__ksymtab_strings", SHT_PROGBITS, SHF_ALLOC | SHF_MERGE | SHF_STRINGS, 1);
	strings->entry_size = 1;
	for (size_t i = 0; i < want.symbol_count; i++) {
		const struct symbol *symbol = &want.symbols[i];
		if (symbol->kind != EXPORT)
			continue;
		put_zeros(&table->bytes, 12);
		put_number(&crcs->bytes, symbol->crc, 4);
		put_string(&strings->bytes, symbol->name);
		put_string(&strings->bytes, "");	/* the namespace */
	}
	ksymtab = section_number(table);
	kcrctab = section_number(crcs);
}

/* struct modversion_info: a long, and the name, 64 bytes together. */
static void make_version_table(void)
{
	struct section *table = section("__versions", SHT_PROGBITS, SHF_ALLOC, 32);
	size_t room = 64 - want.bits / 8;
	for (size_t i = 0; i < want.symbol_count; i++) {
		const struct symbol *symbol = &want.symbols[i];
		if (symbol->kind < NEED || !symbol->has_crc || strlen(symbol->name) >= room)
			continue;
		put_word(&table->bytes, symbol->crc);
		put(&table->bytes, symbol->name, strlen(symbol->name));
		put_zeros(&table->bytes, room - strlen(symbol->name));
	}
}

/* CONFIG_EXTENDED_MODVERSIONS: CRCs and names in two sections, for names of any length. */
static void make_version_lists(void)
{
	struct section *crcs = section("__version_ext_crcs", SHT_PROGBITS, SHF_ALLOC, 4);
	struct section *names = section("__version_ext_names", SHT_PROGBITS, SHF_ALLOC, 1);
	for (size_t i = 0; i < want.symbol_count; i++) {
		const struct symbol *symbol = &want.symbols[i];
		if (symbol->kind < NEED || !symbol->has_crc)
			continue;
		put_number(&crcs->bytes, symbol->crc, 4);
		put_string(&names->bytes, symbol->name);
	}
}

static bool has_versions(void)
{
	for (size_t i = 0; i < want.symbol_count; i++) {
		if (want.symbols[i].kind >= NEED && want.symbols[i].has_crc)
			return true;
	}
	return false;
}

/* struct module as far as old kernels looked: an int, a list head, and the name. */
static void make_this_module(void)
{
	struct section *this = section(".gnu.linkonce.this_module", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 64);
	put_zeros(&this->bytes, want.bits / 8 * 3);
	put(&this->bytes, want.name, strnlen(want.name, 55));
	put_zeros(&this->bytes, 256 - this->bytes.length);
}

static void make_other_section(const char *words)
{
	const char *equals = strchr(words, '=');
	if (!equals)
		errx(1, "--section needs NAME=TEXT");
	struct section *new = section(strndup(words, equals - words), SHT_PROGBITS, SHF_ALLOC, 1);
	for (const char *at = equals + 1; *at; at++) {
		if (at[0] == '\\' && at[1] == '0') {
			put_zeros(&new->bytes, 1);
			at++;
		} else {
			put(&new->bytes, at, 1);
		}
	}
}

/* ---- the symbol table ---- */

struct symbol_table {
	struct section *section;
	struct bytes strings;
};

static void put_symbol(struct symbol_table *table, const char *name, uint64_t value, unsigned binding, unsigned type,
		       unsigned section)
{
	struct bytes *out = &table->section->bytes;
	size_t string = table->strings.length;

	put_string(&table->strings, name);
	put_number(out, *name ? string : 0, 4);
	if (want.bits == 32) {
		put_number(out, value, 4);
		put_number(out, 0, 4);
	}
	put_number(out, ELF32_ST_INFO(binding, type), 1);
	put_number(out, 0, 1);
	put_number(out, section, 2);
	if (want.bits == 64) {
		put_number(out, value, 8);
		put_number(out, 0, 8);
	}
}

/* For every export: __ksymtab_S, and __crc_S as the request says. */
static void put_export_symbols(struct symbol_table *table)
{
	unsigned index = 0;
	for (size_t i = 0; i < want.symbol_count; i++) {
		const struct symbol *symbol = &want.symbols[i];
		if (symbol->kind != EXPORT)
			continue;
		char *name;
		if (asprintf(&name, "__ksymtab_%s", symbol->name) < 0)
			err(1, "memory");
		put_symbol(table, name, index * 12, STB_LOCAL, STT_NOTYPE, ksymtab);
		if (asprintf(&name, "__crc_%s", symbol->name) < 0)
			err(1, "memory");
		if (want.crc == CRC_SECTION)
			put_symbol(table, name, index * 4, STB_LOCAL, STT_NOTYPE, kcrctab);
		if (want.crc == CRC_ABSOLUTE)
			put_symbol(table, name, symbol->crc, STB_LOCAL, STT_NOTYPE, SHN_ABS);
		index++;
	}
}

static void make_symbols(unsigned text, unsigned this_module)
{
	struct symbol_table table = { section(".symtab", SHT_SYMTAB, 0, want.bits / 8), {0} };
	put_symbol(&table, "", 0, STB_LOCAL, STT_NOTYPE, SHN_UNDEF);
	put_symbol(&table, "", 0, STB_LOCAL, STT_SECTION, text);
	for (size_t i = 0; i < want.symbol_count; i++) {
		if (want.symbols[i].kind == LOCAL)
			put_symbol(&table, want.symbols[i].name, 0, STB_LOCAL, STT_FUNC, text);
	}
	put_export_symbols(&table);

	size_t entry_size = want.bits == 64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	unsigned locals = table.section->bytes.length / entry_size;
	put_symbol(&table, "__this_module", 0, STB_GLOBAL, STT_OBJECT, this_module);
	put_symbol(&table, "init_module", 0, STB_GLOBAL, STT_FUNC, text);
	if (!want.no_exit)
		put_symbol(&table, "cleanup_module", 0, STB_GLOBAL, STT_FUNC, text);
	for (size_t i = 0; i < want.symbol_count; i++) {
		const struct symbol *symbol = &want.symbols[i];
		if (symbol->kind == EXPORT)
			put_symbol(&table, symbol->name, 0, STB_GLOBAL, STT_FUNC, text);
		if (symbol->kind == NEED || symbol->kind == WEAK)
			put_symbol(&table, symbol->name, 0, symbol->kind == WEAK ? STB_WEAK : STB_GLOBAL, STT_NOTYPE,
				   SHN_UNDEF);
	}

	struct section *strings = section(".strtab", SHT_STRTAB, 0, 1);
	strings->bytes = table.strings;
	table.section->link = section_number(strings);
	table.section->info = locals;
	table.section->entry_size = entry_size;
}

static void make_sections(void)
{
	if (want.build_id)
		make_build_id();
	struct section *text = section(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 16);
	put_zeros(&text->bytes, want.pad);
	make_exports();
	struct section *modinfo = section(".modinfo", SHT_PROGBITS, SHF_ALLOC, 1);
	put(&modinfo->bytes, want.modinfo.at, want.modinfo.length);
	put(&modinfo->bytes, "name=", 5);
	put_string(&modinfo->bytes, want.name);
	if (has_versions() && want.versions & VERSIONS_TABLE)
		make_version_table();
	if (has_versions() && want.versions & VERSIONS_EXTENDED)
		make_version_lists();
	for (size_t i = 0; i < want.section_count; i++)
		make_other_section(want.sections[i]);
	make_this_module();
	make_symbols(section_number(text), section_count - 1);
}

/* ---- the file ---- */

static void put_elf_header(struct bytes *out, uint64_t headers)
{
	unsigned char ident[EI_NIDENT] = { 0x7f, 'E', 'L', 'F', want.bits == 64 ? ELFCLASS64 : ELFCLASS32,
					   want.is_big ? ELFDATA2MSB : ELFDATA2LSB, EV_CURRENT };
	put(out, ident, sizeof ident);
	put_number(out, want.type, 2);
	put_number(out, want.machine, 2);
	put_number(out, EV_CURRENT, 4);
	put_word(out, 0);
	put_word(out, 0);
	put_word(out, headers);
	put_number(out, 0, 4);
	put_number(out, want.bits == 64 ? 64 : 52, 2);
	put_number(out, 0, 2);
	put_number(out, 0, 2);
	put_number(out, want.bits == 64 ? 64 : 40, 2);
	put_number(out, section_count, 2);
	put_number(out, section_count - 1, 2);
}

static void put_section_header(struct bytes *out, const struct section *section, unsigned name, uint64_t offset)
{
	put_number(out, name, 4);
	put_number(out, section->type, 4);
	put_word(out, section->flags);
	put_word(out, 0);
	put_word(out, offset);
	put_word(out, section->bytes.length);
	put_number(out, section->link, 4);
	put_number(out, section->info, 4);
	put_word(out, section->alignment);
	put_word(out, section->entry_size);
}

void put_module(struct bytes *out)
{
	unsigned names[SECTION_MAX] = {0};
	uint64_t offsets[SECTION_MAX] = {0};
	make_sections();
	struct section *strings = section(".shstrtab", SHT_STRTAB, 0, 1);
	put_zeros(&strings->bytes, 1);
	for (unsigned i = 1; i < section_count; i++) {
		names[i] = strings->bytes.length;
		put_string(&strings->bytes, sections[i].name);
	}

	put_zeros(out, want.bits == 64 ? 64 : 52);
	for (unsigned i = 1; i < section_count; i++) {
		align(out, sections[i].alignment);
		offsets[i] = out->length;
		put(out, sections[i].bytes.at, sections[i].bytes.length);
	}
	align(out, 8);

	struct bytes header = {0};
	put_elf_header(&header, out->length);
	memcpy(out->at, header.at, header.length);
	for (unsigned i = 0; i < section_count; i++)
		put_section_header(out, &sections[i], names[i], offsets[i]);
}
