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

static uint64_t elf_u64(const struct elf *elf, const unsigned char *at)
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

static size_t word_size(const struct elf *elf)
{
	return elf->is64 ? 8 : 4;
}

static size_t symbol_size(const struct elf *elf)
{
	return elf->is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

static int damaged(const struct elf *elf, const char *what, struct err *err)
{
	return err_set(err, ENOEXEC, "'%s' is damaged: %s", elf->image->path, what);
}

/* Where the header says that the section headers are. */
struct table {
	uint64_t offset;
	uint64_t count;
	uint32_t names;	/* the section that holds the names */
};

/* A header of 32 bits is shorter, but with one section header behind it a file has as many bytes. */
static int read_header(struct elf *elf, struct table *table, struct err *err)
{
	const unsigned char *head = image_piece(elf->image, 0, sizeof(Elf64_Ehdr), err), *tail;

	if (!head)
		return -err->code;
	elf->is64 = head[EI_CLASS] == ELFCLASS64;
	elf->big_endian = head[EI_DATA] == ELFDATA2MSB;
	tail = head + (elf->is64 ? 40 : 32);
	table->offset = elf_word(elf, tail);
	tail += word_size(elf);
	elf->machine = elf_u16(elf, head + 18);
	elf->flags = elf_u32(elf, tail);
	table->count = elf_u16(elf, tail + 12);
	table->names = elf_u16(elf, tail + 14);
	if (head[EI_CLASS] - 1u >= ELFCLASS64 || head[EI_DATA] - 1u >= ELFDATA2MSB ||
	    elf_u16(elf, tail + 10) != elf_header_size(elf))
		return damaged(elf, "header", err);
	if (elf_u16(elf, head + 16) != ET_REL)
		return image_refuse(elf->image, ENOEXEC, "is not a relocatable ELF file", err);
	return 0;
}

/* Numbers that do not fit into the header's 16 bits stand in section header 0. */
static int read_extended(struct elf *elf, struct table *table, struct err *err)
{
	struct elf_section zero;

	if (table->count && table->names != SHN_XINDEX)
		return 0;
	elf->headers = image_piece(elf->image, table->offset, elf_header_size(elf), err);
	if (!elf->headers)
		return -err->code;
	elf_section(elf, 0, &zero);
	if (!table->count)
		table->count = zero.size;
	if (table->names == SHN_XINDEX)
		table->names = zero.link;
	return 0;
}

/* Reads the headers, and with them what is probably asked for next: the names, the signature. */
static int read_headers(struct elf *elf, const struct table *table, struct err *err)
{
	uint64_t before = table->offset < NAMES_GUESS ? table->offset : NAMES_GUESS;
	uint64_t room = elf->image->size - table->offset, length = table->count * elf_header_size(elf);

	if (!table->offset || !table->count || table->offset > elf->image->size ||
	    table->count > room / elf_header_size(elf))
		return image_refuse(elf->image, ENOEXEC, "is truncated or damaged: its section headers are not there",
				    err);
	if (room - length <= SIGNATURE_GUESS)
		length = room;
	elf->headers = image_piece(elf->image, table->offset - before, before + length, err);
	if (!elf->headers)
		return -err->code;
	elf->headers += before;
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
	elf_section(elf, table.names, &names);
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

/* A header is sh_name and sh_type, four words as wide as the class, sh_link and sh_info, two more words. */
void elf_section(const struct elf *elf, uint32_t index, struct elf_section *out)
{
	const unsigned char *at = elf->headers + index * elf_header_size(elf);
	size_t word = word_size(elf);

	out->index = index;
	out->name = section_name(elf, at);
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

int elf_read(const struct elf *elf, const char *name, struct str *out, struct err *err)
{
	struct elf_section section;

	*out = (struct str){ 0 };
	if (!elf_find(elf, name, &section))
		return 0;
	if (section.size > ELF_READ_LIMIT)
		return err_set(err, EFBIG, "'%s' has more than 2 MB of %s", elf->image->path, name);
	out->at = (const char *)elf_contents(elf, &section, err);
	if (!out->at)
		return -err->code;
	out->length = (size_t)section.size;
	return 0;
}

bool elf_string(struct str *rest, struct str *string)
{
	while (rest->length && !*rest->at) {
		rest->at++;
		rest->length--;
	}
	if (!rest->length)
		return false;
	*string = (struct str){ rest->at, strnlen(rest->at, rest->length) };
	rest->at += string->length;
	rest->length -= string->length;
	return true;
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

static int load_symbols(const struct elf *elf, bool locals, struct elf_symbols *out, struct err *err)
{
	struct elf_section table, strings;
	size_t entry = symbol_size(elf);
	uint64_t end;

	*out = (struct elf_symbols){ 0 };
	if (!find(elf, NULL, &table) || !table.size)
		return 0;
	if (table.entry_size != entry || table.size % entry || table.link >= elf->section_count ||
	    table.offset > elf->image->size || table.size > elf->image->size - table.offset)
		return damaged(elf, "symbols", err);
	elf_section(elf, table.link, &strings);
	end = table.offset + table.size;
	out->count = table.size / entry;
	if (!locals && table.info <= out->count)
		out->count -= table.info;
	table.size = out->count * entry;
	table.offset = end - table.size;
	/* in one piece where they lie together; if it fails, reading each tells why */
	if (strings.offset - end <= STRINGS_GAP && strings.size <= elf->image->size)
		image_piece(elf->image, table.offset, strings.offset + strings.size - table.offset, err);
	out->entries = elf_contents(elf, &table, err);
	if (!out->entries)
		return -err->code;
	out->strings = read_strings(elf, &strings, err);
	if (!out->strings)
		return -err->code;
	out->strings_size = strings.size;
	out->may_be_long = strings_may_be_long(out->strings, strings.size);
	return 0;
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
	char name[10];
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

const char *elf_machine_name(uint16_t machine, struct arena *arena)
{
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].machine == machine)
			return machines[i].name;
	return arena_format(arena, "machine %u", machine);
}
