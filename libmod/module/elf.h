/* SPDX-License-Identifier: 0BSD */
/*
 * A checked view of a relocatable ELF file, 32 or 64 bit, either byte order (System V ABI, chapter 4; elf.h).
 * Everything that a file says is checked before it is used; what elf_open accepted can be asked for safely.
 *
 * Only the parts that are asked for are read. In modules of Linux the section names and headers lie together
 * at the end, and the symbol table right before its strings: each pair is one read.
 */
#ifndef MODULE_ELF_H
#define MODULE_ELF_H

#include "base/err.h"
#include "base/str.h"
#include "file/image.h"

#include <stdbool.h>
#include <stdint.h>

/* Borrows the image; valid as long as it and its arena's contents are. Allocates nothing of its own. */
struct elf {
	struct image *image;
	bool is64, big_endian;
	uint16_t machine;		/* EM_* */
	uint32_t flags;			/* e_flags */
	uint32_t section_count;
	const unsigned char *headers;	/* section_count section headers as they lie in the file */
	const char *names;		/* section names, ends in NUL (checked) */
	uint64_t names_size;
};

struct elf_section {
	uint32_t index;
	const char *name;		/* NUL-terminated, within the file's names */
	uint32_t type, link, info;	/* sh_type, sh_link, sh_info */
	uint64_t flags, offset, size, alignment, entry_size;
};

/* Longer names are no symbol's: with its NUL the kernel allows 512 bytes (KSYM_NAME_LEN), and "__crc_" comes before. */
enum { ELF_NAME_LIMIT = 640 };

struct elf_symbol {
	const char *name;		/* NUL-terminated */
	uint64_t value, size;
	uint32_t section;		/* st_shndx, SHN_XINDEX not resolved */
	unsigned char type, binding;	/* STT_*, STB_* (elf.h) */
};

/* Symbols of a file with their strings. */
struct elf_symbols {
	const unsigned char *entries;	/* `count` of them */
	uint64_t count;
	const char *strings;		/* ends in NUL (checked) */
	uint64_t strings_size;
	bool may_be_long;		/* a string of more than ELF_NAME_LIMIT bytes may be among them */
};

/*
 * Checks header, section headers and section names. Returns 0, or -ENOEXEC with err set (path included):
 * "'PATH' is not an ELF file", "... is truncated", "... is not a relocatable ELF file" and so on;
 * or what image_unpack returns.
 */
int elf_open(struct elf *elf, struct image *image, struct err *err);

/* The size of a section header of the file's class. */
size_t elf_header_size(const struct elf *elf);

/* The section numbered `index` < section_count. */
void elf_section(const struct elf *elf, uint32_t index, struct elf_section *out);

/* The first section of that name; false if there is none. */
bool elf_find(const struct elf *elf, const char *name, struct elf_section *out);

/*
 * The contents of a section, section->size bytes: NULL with err set if they are not all inside the file.
 * A SHT_NOBITS section has none: NULL too.
 */
const unsigned char *elf_contents(const struct elf *elf, const struct elf_section *section, struct err *err);

/*
 * The contents of the first section of that name; empty if there is none. Returns 0, -EFBIG beyond the limit, or
 * -ENOEXEC and so on. Of what is read so in Debian's modules .modinfo is the largest: up to 76 KB, all of it aliases.
 */
#define ELF_READ_LIMIT ((size_t)2 << 20)
int elf_read(const struct elf *elf, const char *name, struct str *out, struct err *err);

/*
 * Takes the next string that is not empty off what was read so: strings with one or more NUL between them. The last one
 * may lack its NUL: then nothing of `*rest` is left. Returns false at the end.
 */
bool elf_string(struct str *rest, struct str *string);

/*
 * The global and weak symbols of the symbol table (from sh_info on), read together with their strings.
 * A file without a symbol table gives count 0. Returns 0, or -ENOEXEC and so on with err set.
 */
int elf_symbols(const struct elf *elf, struct elf_symbols *out, struct err *err);

/* The same with the local symbols before them, from number 0 (which is nobody's) on. */
int elf_symbols_all(const struct elf *elf, struct elf_symbols *out, struct err *err);

/*
 * The symbol numbered `index` < count. A name beyond the strings, or of more than ELF_NAME_LIMIT bytes, comes out as
 * "": names may overlap, so a million of them could each have a million bytes.
 */
void elf_symbol(const struct elf *elf, const struct elf_symbols *symbols, uint64_t index,
		struct elf_symbol *out);

/* Numbers in the file's byte order, at any alignment. */
uint16_t elf_u16(const struct elf *elf, const unsigned char *at);
uint32_t elf_u32(const struct elf *elf, const unsigned char *at);

/* A field as wide as the class of the file: an address, an offset, a size, an unsigned long. */
uint64_t elf_word(const struct elf *elf, const unsigned char *at);

/* The machine in words: "x86-64", "ARM", "AArch64"; "machine 1234" for an unknown one, made in the arena. */
const char *elf_machine_name(uint16_t machine, struct arena *arena);

#endif
