/* SPDX-License-Identifier: 0BSD */
/*
 * A checked view of a relocatable ELF file. A module of Linux lies in the file like this:
 *
 *	ELF header | contents of sections ... .symtab .strtab ... .shstrtab | section headers | signature
 *	[ piece 1 ]                                               [       piece 2           .......... ]
 *
 * Offsets of fields are those of the two layouts in the System V ABI, written down here as numbers: C structures
 * would have the host's byte order and alignment.
 */
#include "module/elf.h"

#include "base/fmt.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

/*
 * The names before the headers, and a signature behind them, are read along with the headers if they are not
 * larger (names: 500 to 900 bytes, signature: about 750 of RSA with 4096 bits).
 */
enum { NAMES_GUESS = 1024, SIGNATURE_GUESS = 1024 };

/* Behind a symbol table its strings start at once, but for some alignment. */
enum { STRINGS_GAP = 64 };

/* Whether numbers of the file have to be turned around on this machine. */
static bool is_foreign(const struct elf *elf)
{
	return elf->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

uint16_t elf_u16(const struct elf *elf, const unsigned char *at)
{
	uint16_t number;

	memcpy(&number, at, sizeof number);
	return is_foreign(elf) ? __builtin_bswap16(number) : number;
}

uint32_t elf_u32(const struct elf *elf, const unsigned char *at)
{
	uint32_t number;

	memcpy(&number, at, sizeof number);
	return is_foreign(elf) ? __builtin_bswap32(number) : number;
}

uint64_t elf_u64(const struct elf *elf, const unsigned char *at)
{
	uint64_t number;

	memcpy(&number, at, sizeof number);
	return is_foreign(elf) ? __builtin_bswap64(number) : number;
}

uint64_t elf_word(const struct elf *elf, const unsigned char *at)
{
	return elf->is64 ? elf_u64(elf, at) : elf_u32(elf, at);
}

size_t elf_header_size(const struct elf *elf)
{
	return elf->is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
}

static size_t symbol_size(const struct elf *elf)
{
	return elf->is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

static int damaged(const struct elf *elf, const char *what, struct err *err)
{
	return err_set(err, ENOEXEC, "'%s' is damaged: %s", elf->image->path, what);
}

/* A section header: sh_name and sh_type, four words as wide as the class, sh_link and sh_info, two more words. */
static void section_decode(const struct elf *elf, const unsigned char *at, struct elf_section *out)
{
	size_t word = elf->is64 ? 8 : 4;

	out->type = elf_u32(elf, at + 4);
	at += 8;
	out->flags = elf_word(elf, at);
	at += 2 * word;
	out->offset = elf_word(elf, at);
	out->size = elf_word(elf, at + word);
	at += 2 * word;
	out->link = elf_u32(elf, at);
	out->info = elf_u32(elf, at + 4);
	out->alignment = elf_word(elf, at + 8);
	out->entry_size = elf_word(elf, at + 8 + word);
}

/* Where the header says that the section headers are. */
struct table {
	uint64_t offset;
	uint64_t count;
	uint32_t names;	/* the section that holds the names */
};

static int read_header(struct elf *elf, struct table *table, struct err *err)
{
	const unsigned char *head = image_piece(elf->image, 0, sizeof(Elf32_Ehdr), err);
	const unsigned char *tail;

	if (!head)
		return -err->code;
	elf->is64 = head[EI_CLASS] == ELFCLASS64;
	elf->big_endian = head[EI_DATA] == ELFDATA2MSB;
	if ((head[EI_CLASS] != ELFCLASS32 && !elf->is64) || (head[EI_DATA] != ELFDATA2LSB && !elf->big_endian))
		return damaged(elf, "header", err);
	if (elf->is64 && !(head = image_piece(elf->image, 0, sizeof(Elf64_Ehdr), err)))
		return -err->code;
	if (elf_u16(elf, head + 16) != ET_REL)
		return err_set(err, ENOEXEC, "'%s' is not a relocatable ELF file", elf->image->path);
	elf->machine = elf_u16(elf, head + 18);
	table->offset = elf_word(elf, head + (elf->is64 ? 40 : 32));
	tail = head + (elf->is64 ? 48 : 36);
	elf->flags = elf_u32(elf, tail);
	if (elf_u16(elf, tail + 10) != elf_header_size(elf))
		return damaged(elf, "section headers", err);
	table->count = elf_u16(elf, tail + 12);
	table->names = elf_u16(elf, tail + 14);
	return 0;
}

/* Numbers that do not fit into the header's 16 bits stand in section header 0. */
static int read_extended(struct elf *elf, struct table *table, struct err *err)
{
	const unsigned char *first;
	struct elf_section zero;

	if (table->count && table->names != SHN_XINDEX)
		return 0;
	first = image_piece(elf->image, table->offset, elf_header_size(elf), err);
	if (!first)
		return -err->code;
	section_decode(elf, first, &zero);
	if (!table->count)
		table->count = zero.size;
	if (table->names == SHN_XINDEX)
		table->names = zero.link;
	return 0;
}

/* Reads the headers, and with them what is probably asked for next: the names, the signature. */
static int read_headers(struct elf *elf, const struct table *table, struct err *err)
{
	uint64_t size = elf->image->size, before, after = 0, length;
	const unsigned char *piece;

	if (!table->offset || !table->count || table->offset > size ||
	    table->count > (size - table->offset) / elf_header_size(elf))
		return err_set(err, ENOEXEC, "'%s' is truncated or damaged: its section headers are not there",
			       elf->image->path);
	length = table->count * elf_header_size(elf);
	before = table->offset < NAMES_GUESS ? table->offset : NAMES_GUESS;
	if (size - table->offset - length <= SIGNATURE_GUESS)
		after = size - table->offset - length;
	piece = image_piece(elf->image, table->offset - before, before + length + after, err);
	if (!piece)
		return -err->code;
	elf->headers = piece + before;
	elf->section_count = (uint32_t)table->count;
	return 0;
}

/* A string table: its last byte has to be NUL, so that every string in it ends. */
static const char *read_strings(const struct elf *elf, const struct elf_section *section, struct err *err)
{
	const unsigned char *bytes = elf_contents(elf, section, err);

	if (!bytes)
		return NULL;
	if (section->size && !bytes[section->size - 1])
		return (const char *)bytes;
	damaged(elf, "strings", err);
	return NULL;
}

int elf_open(struct elf *elf, struct image *image, struct err *err)
{
	struct elf_section names;
	struct table table = { 0 };
	int rc;

	*elf = (struct elf){ .image = image };
	rc = read_header(elf, &table, err);
	if (!rc)
		rc = read_extended(elf, &table, err);
	if (!rc)
		rc = read_headers(elf, &table, err);
	if (rc)
		return rc;
	if (table.names == SHN_UNDEF || table.names >= elf->section_count)
		return damaged(elf, "section names", err);
	section_decode(elf, elf->headers + table.names * elf_header_size(elf), &names);
	elf->names = read_strings(elf, &names, err);
	if (!elf->names)
		return -err->code;
	elf->names_size = names.size;
	return 0;
}

static const char *section_name(const struct elf *elf, const unsigned char *header)
{
	uint32_t offset = elf_u32(elf, header);

	return offset < elf->names_size ? elf->names + offset : "";
}

void elf_section(const struct elf *elf, uint32_t index, struct elf_section *out)
{
	const unsigned char *header = elf->headers + index * elf_header_size(elf);

	section_decode(elf, header, out);
	out->index = index;
	out->name = section_name(elf, header);
}

/* The first section of that name, or (NULL) the symbol table. */
static bool find(const struct elf *elf, const char *name, struct elf_section *out)
{
	const unsigned char *header = elf->headers;

	for (uint32_t i = 1; i < elf->section_count; i++) {
		header += elf_header_size(elf);
		if (name ? !strcmp(section_name(elf, header), name) : elf_u32(elf, header + 4) == SHT_SYMTAB) {
			elf_section(elf, i, out);
			return true;
		}
	}
	return false;
}

bool elf_find(const struct elf *elf, const char *name, struct elf_section *out)
{
	return find(elf, name, out);
}

const unsigned char *elf_contents(const struct elf *elf, const struct elf_section *section, struct err *err)
{
	if (section->type == SHT_NOBITS) {
		damaged(elf, "section without contents", err);
		return NULL;
	}
	return image_piece(elf->image, section->offset, section->size, err);
}

static bool is_inside(const struct elf *elf, const struct elf_section *section)
{
	uint64_t size = elf->image->size;

	return section->offset <= size && section->size <= size - section->offset;
}

/* Whether some string may have more than ELF_NAME_LIMIT bytes: then one of these parts lies inside it without a NUL. */
static bool strings_may_be_long(const char *strings, uint64_t size)
{
	enum { PART = ELF_NAME_LIMIT / 2 };

	for (uint64_t at = 0; at + PART <= size; at += PART)
		if (!memchr(strings + at, '\0', PART))
			return true;
	return false;
}

/* Reads `table` from byte `skip` on, and `strings`: in one piece where they lie together. */
static int read_symbols(const struct elf *elf, const struct elf_section *table, uint64_t skip,
			const struct elf_section *strings, struct elf_symbols *out, struct err *err)
{
	uint64_t start = table->offset + skip, end = table->offset + table->size;

	if (!is_inside(elf, table) || !is_inside(elf, strings))
		return damaged(elf, "symbols", err);
	if (end <= strings->offset && strings->offset - end <= STRINGS_GAP)
		image_piece(elf->image, start, strings->offset + strings->size - start, err);
	out->entries = image_piece(elf->image, start, table->size - skip, err);
	if (!out->entries)
		return -err->code;
	out->strings = read_strings(elf, strings, err);
	if (!out->strings)
		return -err->code;
	out->strings_size = strings->size;
	out->may_be_long = strings_may_be_long(out->strings, out->strings_size);
	out->count = (table->size - skip) / symbol_size(elf);
	return 0;
}

static int load_symbols(const struct elf *elf, bool locals, struct elf_symbols *out, struct err *err)
{
	struct elf_section table, strings;
	uint64_t first;

	*out = (struct elf_symbols){ 0 };
	if (!find(elf, NULL, &table) || !table.size)
		return 0;
	if (table.entry_size != symbol_size(elf) || table.size % symbol_size(elf))
		return damaged(elf, "symbols", err);
	if (table.link >= elf->section_count)
		return damaged(elf, "symbols", err);
	elf_section(elf, table.link, &strings);
	first = table.info;
	if (locals || first > table.size / symbol_size(elf))
		first = 0;
	return read_symbols(elf, &table, first * symbol_size(elf), &strings, out, err);
}

int elf_symbols(const struct elf *elf, struct elf_symbols *out, struct err *err)
{
	return load_symbols(elf, false, out, err);
}

int elf_symbols_all(const struct elf *elf, struct elf_symbols *out, struct err *err)
{
	return load_symbols(elf, true, out, err);
}

void elf_symbol(const struct elf *elf, const struct elf_symbols *symbols, uint64_t index, struct elf_symbol *out)
{
	const unsigned char *at = symbols->entries + index * symbol_size(elf);
	uint32_t name = elf_u32(elf, at);
	unsigned char info = at[elf->is64 ? 4 : 12];

	out->name = name < symbols->strings_size ? symbols->strings + name : "";
	if (symbols->may_be_long && strnlen(out->name, ELF_NAME_LIMIT + 1) > ELF_NAME_LIMIT)
		out->name = "";
	out->type = info & 0xf;
	out->binding = info >> 4;
	out->section = elf_u16(elf, at + (elf->is64 ? 6 : 14));
	out->value = elf_word(elf, at + (elf->is64 ? 8 : 4));
	out->size = elf_word(elf, at + (elf->is64 ? 16 : 8));
}

static const struct {
	uint16_t machine;
	const char *name;
} machines[] = {
	{ EM_386, "i386" },
	{ EM_X86_64, "x86-64" },
	{ EM_ARM, "ARM" },
	{ EM_AARCH64, "AArch64" },
	{ EM_RISCV, "RISC-V" },
	{ EM_MIPS, "MIPS" },
	{ EM_PPC, "PowerPC" },
	{ EM_PPC64, "PowerPC64" },
	{ EM_S390, "s390" },
	{ 258 /* EM_LOONGARCH, newer than some elf.h */, "LoongArch" },
	{ EM_SPARC, "SPARC" },
	{ EM_SPARCV9, "SPARC64" },
	{ EM_IA_64, "IA-64" },
	{ EM_PARISC, "PA-RISC" },
	{ EM_68K, "m68k" },
	{ EM_SH, "SuperH" },
	{ 0x9026 /* EM_ALPHA has a second number */, "Alpha" },
};

const char *elf_machine_name(uint16_t machine, char *room, size_t size)
{
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].machine == machine)
			return machines[i].name;
	fmt(room, size, "machine %u", machine);
	return room;
}
