/* SPDX-License-Identifier: 0BSD */
/* Device tables: a row for each kind says what its structure has and how it is printed. */
#include "compat24/maps24.h"

#include "compat24/reloc24.h"

#include <elf.h>
#include <string.h>

const struct map24 maps24[MAPS24_COUNT] = {
	{ "pci_device", "8084888<8@8DlH",
	  "vendor     device     subvendor  subdevice  class      class_mask driver_data\n" },
	{ "isapnp_card", "4a4cl0qe", "cardvendor carddevice driver_data vendor     function   ...\n" },
	{ "isapnp_device", "4042l84446", NULL },
	{ "usb_device", "40424446482:2;2<2=2>2?l@",
	  "match_flags idVendor idProduct bcdDevice_lo bcdDevice_hi bDeviceClass bDeviceSubClass bDeviceProtocol "
	  "bInterfaceClass bInterfaceSubClass bInterfaceProtocol driver_info\n" },
	{ "parport_device", "l$s0", "driver_data pattern\n" },
	{ "ieee1394_device", "8064686<6@", "match_flags vendor_id model_id specifier_id version\n" },
	{ "pnpbios_device", "s0l$", "id      driver_data\n" },
	{ "generic_string", "s0", "id=string\n" },
};

enum { ENTRY_LEAST = 8, ENTRY_MOST = 4096, ENTRIES_MOST = 1 << 16, NAME_WIDTH = 20 };

void maps24_begin(const struct map24 *map, struct arena *arena, struct output24 *output)
{
	bool has_name = !str_starts(map->table, "generic");
	int length = (int)strcspn(map->table, "_");
	const char *name = has_name ? arena_format(arena, "%.*s module", length, map->table) : "module";

	output->what = has_name ? arena_format(arena, "%.*smap", length, map->table) : map->table;
	buf_format(&output->bytes, "# %-*s %s", NAME_WIDTH - 2, name, map->header);
}

/* Bytes of a section: what is left of it. */
struct rest24 {
	const unsigned char *at;
	uint64_t size;
};

/* What lies where a symbol points to, or behind it; nothing if it is not in the file. */
static struct rest24 rest_at(const struct link24 *link, const struct symbol24 *symbol, uint64_t more)
{
	const struct section24 *section = &link->sections[symbol->place == PLACE24_SECTION ? symbol->elf.section : 0];
	uint64_t offset = symbol->elf.value + more;

	if (!section->contents || offset >= section->elf.size)	/* 0 is empty */
		return (struct rest24){ 0 };
	return (struct rest24){ section->contents + offset, section->elf.size - offset };
}

/* A variable that holds a pointer. */
struct pointer24 {
	struct reloc24 reloc;
	const struct elf_symbol *variable;
	uint64_t value;			/* what stands in it */
	struct rest24 target;		/* where it leads */
};

/* Whether the relocation is that of the variable: it says where the pointer leads. */
static const char *pointer_take(struct reloc24 *reloc)
{
	struct pointer24 *pointer = (struct pointer24 *)reloc;
	const struct link24 *link = reloc->link;

	if (reloc->offset != pointer->variable->value || reloc->section->elf.index != pointer->variable->section ||
	    reloc->symbol >= link->file.count)
		return NULL;
	if (reloc->has_addend && link->elf->machine != EM_SH)
		pointer->value = 0;
	pointer->target = rest_at(link, &link->symbols[reloc->symbol], pointer->value + (uint64_t)reloc->addend);
	return "found";
}

/* ---- printing ---- */

/* Lines of columns. */
struct lines24 {
	const struct elf *elf;
	struct buf *out;
	const char *header;	/* its words say where columns begin; then only what is left of them */
	size_t start;		/* of the line in `out` */
	size_t column;		/* where the next one begins */
};

/* Begins the next column: fills up to it, with one blank at least. Behind the header they are as wide as the last. */
static void column_start(struct lines24 *lines)
{
	size_t width = strcspn(lines->header, " \n");

	do
		buf_char(lines->out, ' ');
	while (lines->out->length - lines->start < lines->column);
	width += strspn(lines->header + width, " ");
	lines->column += width;
	lines->header += width;
}

static void number_put(struct lines24 *lines, char kind, const unsigned char *at)
{
	const struct elf *elf = lines->elf;
	unsigned long long number = kind == '2' ? *at : kind == '4' ? elf_u16(elf, at) :
				    kind == 'l' ? elf_word(elf, at) : elf_u32(elf, at);

	column_start(lines);
	buf_format(lines->out, "0x%0*llx", kind == 'l' ? 8 : kind - '0', number);
}

/* One entry of `size` bytes; a structure that is too small for a field has only those before. */
static void entry_print(struct lines24 lines, const char *fields, const unsigned char *at, size_t size)
{
	size_t word = lines.elf->is64 ? 8 : 4;

	for (; *fields; fields += 2) {
		size_t offset = fields[1] == '$' ? size - word : fields[1] < 'a' ? (size_t)(fields[1] - '0') :
				(size_t)(fields[1] - 'a') + word;

		if (offset + word > size)
			break;
		if (*fields == 's') {
			column_start(&lines);
			for (; offset < size && at[offset] >= ' ' && at[offset] < 0x7f; offset++)
				buf_char(lines.out, (char)at[offset]);
		} else if (*fields == 'q') {
			for (; (offset | 3) < size && elf_u32(lines.elf, at + (offset & ~3UL)); offset += 2)
				number_put(&lines, '4', at + offset);
		} else {
			number_put(&lines, *fields, at + offset);
		}
	}
	buf_char(lines.out, '\n');
}

static bool is_zero(const unsigned char *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (at[i])
			return false;
	return true;
}

/* ---- finding ---- */

/* The variable __module_TABLE_LAST of the module, and the word in it; NULL if there is none. */
static const struct elf_symbol *variable_find(const struct link24 *link, const char *table, const char *last,
					      uint64_t *value)
{
	const struct symbol24 *symbol;
	struct rest24 rest = { 0 };

	symbol = link24_symbol(link, arena_format(link->arena, "__module_%s_%s", table, last));
	if (symbol)
		rest = rest_at(link, symbol, 0);
	if (rest.size < link->abi.word)
		return NULL;
	*value = elf_word(link->elf, rest.at);
	return &symbol->elf;
}

/* The table's bytes, none if there is no such table or it makes no sense. */
static struct rest24 table_find(struct link24 *link, const char *table, uint64_t *size)
{
	struct pointer24 pointer = { .reloc.link = link };

	pointer.variable = variable_find(link, table, "table", &pointer.value);
	if (pointer.variable && variable_find(link, table, "size", size) && *size >= ENTRY_LEAST && *size <= ENTRY_MOST)
		reloc24_each(&pointer.reloc, pointer_take);
	return pointer.target;
}

void maps24_add(struct link24 *link, const char *name, struct output24 *outputs)
{
	struct lines24 lines = { .elf = link->elf, .column = NAME_WIDTH + 1 };

	for (size_t i = 0; i < MAPS24_COUNT; i++) {
		const struct map24 *map = &maps24[i];
		uint64_t size = 0;
		struct rest24 rest = table_find(link, map->table, &size);

		if (map->header) {
			lines.header = map->header;
			lines.out = &outputs[i].bytes;
		}
		for (size_t left = ENTRIES_MOST; left && rest.size >= size && !is_zero(rest.at, size); left--) {
			lines.start = lines.out->length;
			buf_string(lines.out, name);
			entry_print(lines, map->fields, rest.at, size);
			rest.at += size;
			rest.size -= size;
		}
	}
}
