/* SPDX-License-Identifier: 0BSD */
/*
 * Small ELF files for unit tests, of both classes and byte orders:
 *
 *	header | contents of the sections, one after the other | their names | section headers | tail
 */
#ifndef ELFMAKER_H
#define ELFMAKER_H

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MAKER_SECTIONS = 16, MAKER_SYMBOLS = 16 };

struct maker_section {
	const char *name;
	uint32_t type;		/* 0: SHT_PROGBITS */
	uint64_t flags;
	const void *bytes;
	size_t size;
	uint32_t link, info;
	uint64_t entry_size;
};

struct maker {
	bool is32, big_endian;
	uint16_t machine;
	struct maker_section sections[MAKER_SECTIONS];	/* the first is number 1; up to a NULL name */
	const void *tail;	/* behind the section headers */
	size_t tail_size;

	unsigned char table[MAKER_SYMBOLS * 24];	/* by maker_symbols */
	char strings[1024];

	unsigned char *bytes;	/* made; exactly `size` of them, so that a sanitizer sees a read beyond */
	size_t size;
	size_t headers;		/* where the section headers are */
};

struct maker_symbol {
	const char *name;
	uint64_t value;
	unsigned char info;
	uint16_t section;
};

static inline void maker_number(const struct maker *maker, unsigned char *at, uint64_t value, size_t width)
{
	for (size_t i = 0; i < width; i++)
		at[maker->big_endian ? width - 1 - i : i] = (unsigned char)(value >> 8 * i);
}

static inline size_t maker_append(struct maker *maker, const void *bytes, size_t size)
{
	size_t at = maker->size;

	maker->bytes = realloc(maker->bytes, maker->size + size + 1);
	if (size && bytes)
		memcpy(maker->bytes + at, bytes, size);
	else
		memset(maker->bytes + at, 0, size);
	maker->size += size;
	return at;
}

static inline void maker_header(struct maker *maker, size_t name, const struct maker_section *section, size_t offset)
{
	size_t word = maker->is32 ? 4 : 8;
	size_t at = maker_append(maker, NULL, maker->is32 ? 40 : 64);
	unsigned char *header = maker->bytes + at;

	maker_number(maker, header, name, 4);
	maker_number(maker, header + 4, section->type ? section->type : SHT_PROGBITS, 4);
	maker_number(maker, header + 8, section->flags, word);
	maker_number(maker, header + 8 + 2 * word, offset, word);
	maker_number(maker, header + 8 + 3 * word, section->size, word);
	maker_number(maker, header + 8 + 4 * word, section->link, 4);
	maker_number(maker, header + 12 + 4 * word, section->info, 4);
	maker_number(maker, header + 16 + 5 * word, section->entry_size, word);
}

static inline void maker_ident(struct maker *maker, size_t count)
{
	unsigned char *head = maker->bytes, *tail = head + (maker->is32 ? 36 : 48);
	size_t word = maker->is32 ? 4 : 8;

	memcpy(head, "\177ELF", 4);
	head[4] = maker->is32 ? 1 : 2;
	head[5] = maker->big_endian ? 2 : 1;
	head[6] = 1;
	maker_number(maker, head + 16, ET_REL, 2);
	maker_number(maker, head + 18, maker->machine, 2);
	maker_number(maker, head + 20, 1, 4);
	maker_number(maker, head + 24 + 2 * word, maker->headers, word);
	maker_number(maker, tail + 4, maker->is32 ? 52 : 64, 2);
	maker_number(maker, tail + 10, maker->is32 ? 40 : 64, 2);
	maker_number(maker, tail + 12, count, 2);
	maker_number(maker, tail + 14, count - 1, 2);
}

/* Makes the file; to be freed by maker_free. Section 0 and the names' section are added. */
static inline void maker_make(struct maker *maker)
{
	size_t offsets[MAKER_SECTIONS + 1], names[MAKER_SECTIONS + 1], count = 0;
	struct maker_section strings = { .type = SHT_STRTAB }, none = { .type = SHT_NULL };
	char text[1024] = "";
	unsigned char *exact;

	maker->size = 0;
	maker_append(maker, NULL, maker->is32 ? 52 : 64);
	strings.size = 1;
	for (; count < MAKER_SECTIONS && maker->sections[count].name; count++) {
		const struct maker_section *section = &maker->sections[count];

		offsets[count] = section->type == SHT_NOBITS ? maker->size :
				 maker_append(maker, section->bytes, section->size);
		names[count] = strings.size;
		strcpy(text + strings.size, section->name);
		strings.size += strlen(section->name) + 1;
	}
	strcpy(text + strings.size, ".shstrtab");
	names[count] = strings.size;
	strings.size += sizeof ".shstrtab";
	offsets[count] = maker_append(maker, text, strings.size);
	maker->headers = maker->size;
	maker_header(maker, 0, &none, 0);
	memset(maker->bytes + maker->headers, 0, maker->is32 ? 40 : 64);
	for (size_t i = 0; i < count; i++)
		maker_header(maker, names[i], &maker->sections[i], offsets[i]);
	maker_header(maker, names[count], &strings, offsets[count]);
	maker_append(maker, maker->tail, maker->tail_size);
	maker_ident(maker, count + 2);
	exact = malloc(maker->size);
	memcpy(exact, maker->bytes, maker->size);
	free(maker->bytes);
	maker->bytes = exact;
}

/*
 * A symbol table and its strings as the next two sections, which start at number `index`; `first_global` of the
 * symbols, number 0 included, are local. To be called before maker_make, on the same struct.
 */
static inline void maker_symbols(struct maker *maker, size_t index, const struct maker_symbol *symbols, size_t count,
				 uint32_t first_global)
{
	size_t step = maker->is32 ? 16 : 24, length = 1;

	for (size_t i = 0; i < count; i++) {
		unsigned char *at = maker->table + (i + 1) * step;

		maker_number(maker, at, *symbols[i].name ? length : 0, 4);
		at[maker->is32 ? 12 : 4] = symbols[i].info;
		maker_number(maker, at + (maker->is32 ? 14 : 6), symbols[i].section, 2);
		maker_number(maker, at + (maker->is32 ? 4 : 8), symbols[i].value, maker->is32 ? 4 : 8);
		strcpy(maker->strings + length, symbols[i].name);
		length += strlen(symbols[i].name) + 1;
	}
	maker->sections[index - 1] = (struct maker_section){
		.name = ".symtab", .type = SHT_SYMTAB, .bytes = maker->table, .size = (count + 1) * step,
		.link = (uint32_t)index + 1, .info = first_global, .entry_size = step,
	};
	maker->sections[index] = (struct maker_section){
		.name = ".strtab", .type = SHT_STRTAB, .bytes = maker->strings, .size = length,
	};
}

static inline void maker_free(struct maker *maker)
{
	free(maker->bytes);
	maker->bytes = NULL;
}

#endif
