/* SPDX-License-Identifier: 0BSD */
/* Device tables: a row for each kind says what its structure has and how it is printed. */
#include "compat24/maps24.h"

#include "base/fmt.h"

#include <elf.h>
#include <string.h>

const struct map24 maps24[MAPS24_COUNT] = {
	{ "pci_device", "8084888<8@8DlH",
	  "# pci module         vendor     device     subvendor  subdevice  class      class_mask driver_data\n" },
	{ "isapnp_card", "4a4cl0qe",
	  "# isapnp module      cardvendor carddevice driver_data vendor     function   ...\n" },
	{ "isapnp_device", "4042l84446", NULL },
	{ "usb_device", "40424446482:2;2<2=2>2?l@",
	  "# usb module         match_flags idVendor idProduct bcdDevice_lo bcdDevice_hi bDeviceClass "
	  "bDeviceSubClass bDeviceProtocol bInterfaceClass bInterfaceSubClass bInterfaceProtocol driver_info\n" },
	{ "parport_device", "l$s0", "# parport module     driver_data pattern\n" },
	{ "ieee1394_device", "8064686<6@",
	  "# ieee1394 module    match_flags vendor_id model_id specifier_id version\n" },
	{ "pnpbios_device", "s0l$", "# pnpbios module     id      driver_data\n" },
	{ "generic_string", "s0", "# module             id=string\n" },
};

const char *maps24_name(const struct map24 *map, struct arena *arena)
{
	size_t length = strcspn(map->table, "_");

	return map->table[length + 1] == 's' ? map->table : arena_format(arena, "%.*smap", (int)length, map->table);
}

enum { ENTRY_LEAST = 8, ENTRY_MOST = 4096, ENTRIES_MOST = 1 << 16, NAME_WIDTH = 20 };

/* Bytes of a file that the table's entries are in. */
struct place24 {
	const unsigned char *at;
	uint64_t size;
};

/* What lies at an offset of a section, up to its end; nothing if it is not in the file. */
static struct place24 place_of(const struct elf *elf, uint32_t index, uint64_t offset)
{
	struct elf_section section;
	const unsigned char *bytes;
	struct err err;

	if (!index || index >= elf->section_count)
		return (struct place24){ 0 };
	elf_section(elf, index, &section);
	bytes = elf_contents(elf, &section, &err);
	if (!bytes || offset >= section.size)
		return (struct place24){ 0 };
	return (struct place24){ bytes + offset, section.size - offset };
}

/* Where the pointer in a variable leads: by the relocation at its place. `value` is what stands there. */
static struct place24 pointer_follow(const struct elf *elf, const struct elf_symbols *symbols,
				     const struct elf_symbol *variable, uint64_t value)
{
	size_t word = elf->is64 ? 8 : 4;
	struct elf_section section;
	struct elf_symbol symbol;

	for (uint32_t i = 1; i < elf->section_count; i++) {
		size_t size;

		elf_section(elf, i, &section);
		if (section.info != variable->section || (section.type != SHT_REL && section.type != SHT_RELA))
			continue;
		size = (section.type == SHT_RELA ? 3 : 2) * word;
		for (struct place24 rest = place_of(elf, i, 0); rest.size >= size; rest.at += size, rest.size -= size) {
			uint64_t number = elf_word(elf, rest.at + word) >> (elf->is64 ? 32 : 8);

			if (elf_word(elf, rest.at) != variable->value || number >= symbols->count)
				continue;
			if (section.type == SHT_RELA && elf->machine != EM_SH)
				value = 0;
			if (section.type == SHT_RELA)
				value += elf_word(elf, rest.at + 2 * word);
			elf_symbol(elf, symbols, number, &symbol);
			return place_of(elf, symbol.section, symbol.value + value);
		}
	}
	return (struct place24){ 0 };
}

/* ---- printing ---- */

/* A line of columns. */
struct line24 {
	struct buf *out;
	size_t start;		/* of the line in `out` */
	const char *header;	/* from the column on that comes next */
	size_t column;		/* where that is */
};

/* Begins the next column: fills up to it, with one blank at least. Behind the header they are as wide as the last. */
static void column_start(struct line24 *row)
{
	size_t width = strcspn(row->header, " \n");

	do
		buf_char(row->out, ' ');
	while (row->out->length - row->start < row->column);
	width += strspn(row->header + width, " ");
	row->column += width;
	row->header += width;
}

static void number_put(struct line24 *row, const struct elf *elf, char kind, const unsigned char *at)
{
	unsigned long long number = kind == '2' ? *at : kind == '4' ? elf_u16(elf, at) :
				    kind == 'l' ? elf_word(elf, at) : elf_u32(elf, at);

	column_start(row);
	buf_format(row->out, "0x%0*llx", kind == 'l' ? 8 : kind - '0', number);
}

/* One entry of `size` bytes; a structure that is too small for a field has only those before. */
static void entry_print(const struct map24 *map, const struct elf *elf, const unsigned char *at, size_t size,
			const char *name, struct buf *out)
{
	size_t word = elf->is64 ? 8 : 4;
	struct line24 row = { out, out->length, (map->header ? map->header : map[-1].header) + NAME_WIDTH + 1,
			     NAME_WIDTH + 1 };

	buf_string(out, name);
	for (const char *field = map->fields; *field; field += 2) {
		size_t offset = field[1] == '$' ? size - word : field[1] < 'a' ? (size_t)(field[1] - '0') :
				(size_t)(field[1] - 'a') + word;

		if (offset + word > size)
			break;
		if (*field == 's') {
			column_start(&row);
			for (; offset < size && at[offset] >= ' ' && at[offset] < 0x7f; offset++)
				buf_char(out, (char)at[offset]);
		} else if (*field == 'q') {
			for (; offset + 4 <= size && elf_u32(elf, at + offset); offset += 4) {
				number_put(&row, elf, '4', at + offset);
				number_put(&row, elf, '4', at + offset + 2);
			}
		} else {
			number_put(&row, elf, *field, at + offset);
		}
	}
	buf_char(out, '\n');
}

static bool is_zero(const unsigned char *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (at[i])
			return false;
	return true;
}

static void table_print(const struct map24 *map, const struct elf *elf, struct place24 table, uint64_t size,
			const char *name, struct buf *out)
{
	if (size < ENTRY_LEAST || size > ENTRY_MOST)
		return;
	for (size_t i = 0; i < ENTRIES_MOST && table.size >= size && !is_zero(table.at, size); i++) {
		entry_print(map, elf, table.at, size, name, out);
		table.at += size;
		table.size -= size;
	}
}

/* ---- finding ---- */

/* The variable __module_NAME_LAST of the module, and the word in it; false if there is none. */
static bool variable_find(const struct elf *elf, const struct elf_symbols *symbols, const char *name,
			  const char *last, struct elf_symbol *out, uint64_t *value)
{
	char wanted[48];

	fmt(wanted, sizeof wanted, "__module_%s_%s", name, last);
	for (uint64_t i = 1; i < symbols->count; i++) {
		struct place24 place;

		elf_symbol(elf, symbols, i, out);
		if (strcmp(out->name, wanted) != 0)
			continue;
		place = place_of(elf, out->section, out->value);
		if (place.size < (elf->is64 ? 8 : 4))
			return false;
		*value = elf_word(elf, place.at);
		return true;
	}
	return false;
}

void maps24_add(const struct elf *elf, const struct elf_symbols *symbols, const char *name,
		struct buf outs[MAPS24_COUNT])
{
	struct elf_symbol variable;
	uint64_t size, value;

	for (size_t i = 0; i < MAPS24_COUNT; i++)
		if (variable_find(elf, symbols, maps24[i].table, "size", &variable, &size) &&
		    variable_find(elf, symbols, maps24[i].table, "table", &variable, &value))
			table_print(&maps24[i], elf, pointer_follow(elf, symbols, &variable, value), size, name,
				    &outs[maps24[i].header ? i : i - 1]);
}
