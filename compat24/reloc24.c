/* SPDX-License-Identifier: 0BSD */
/* Relocations: walking over those of a file, and doing one as its row says. */
#include "compat24/reloc24.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

/* A number as wide as an address of the machine, with its sign. */
static int64_t wrap(const struct link24 *link, uint64_t value)
{
	return link->abi.word == 4 ? (int32_t)value : (int64_t)value;
}

bool reloc24_is_signed(int64_t value, unsigned bits)
{
	value >>= bits - 1;
	return !value || value == -1;
}

static const struct stub24 *stub_of(const struct link24 *link)
{
	return link->arch->stubs[link->abi.word == 8];
}

uint64_t reloc24_got(const struct link24 *link)
{
	return link->base + link->got.offset + link->arch->got_bias;
}

uint64_t symbol24_address(const struct link24 *link, const struct symbol24 *symbol)
{
	if (symbol->place == PLACE24_GOT)
		return reloc24_got(link);
	return symbol->place == PLACE24_SECTION ? link->base + symbol->elf.value : symbol->elf.value;
}

/* "'PATH': relocation 2 (R_386_PC32) of 'printk' at 0x12 of section '.text' WHAT" */
static int refuse(const struct reloc24 *reloc, const char *what, struct err *err)
{
	const struct link24 *link = reloc->link;
	const struct elf_symbol *symbol = &link->symbols[reloc->symbol].elf;
	const char *name = symbol->name;

	if (symbol->type == STT_SECTION && symbol->section < link->elf->section_count)
		name = link->sections[symbol->section].elf.name;
	return err_set(err, ENOEXEC, "'%s': relocation %u (%s%.13s) of '%s' at 0x%llx of section '%s' %s",
		       link->elf->image->path, reloc->number, link->arch->prefix, reloc->row ? reloc->row->name : "?",
		       name, (unsigned long long)reloc->offset, reloc->section->elf.name, what);
}

/*
 * Where in the image a relocation's part of a table is, a new one if it is new. What it refers to, in the file's own
 * bytes, is the key: symbol and number, for a literal the addend as well.
 */
static uint64_t slot_offset(const struct reloc24 *reloc, struct slots24 *slots)
{
	unsigned word = reloc->link->abi.word, size = reloc->has_addend ? 2 * word : word;
	struct str key = { (const char *)reloc->next - size, reloc->row->value & IN_SLOT ? size : word };
	void **number = map_slot(&slots->map, key);

	if (!*number)
		*number = (void *)slots->map.count;
	return slots->offset + ((uintptr_t)*number - 1) * slots->size;
}

static bool wants_stub(const struct reloc24 *reloc)
{
	return reloc->row->value == CALL && reloc->link->stubs.size &&
	       reloc->link->symbols[reloc->symbol].place == PLACE24_UNDEFINED;
}

static bool wants_slot(const struct reloc24 *reloc)
{
	return reloc->row->value & BY_SLOT && reloc->link->symbols[reloc->symbol].place != PLACE24_GOT;
}

static int64_t field_get(const struct abi24 *abi, const struct row24 *row, const unsigned char *at)
{
	unsigned unused = 64 - row->bits;
	uint64_t field = abi24_get(abi, at, row->width) >> row->low;

	return ((int64_t)(field << unused) >> unused) * ((int64_t)1 << row->shift);
}

/* Puts the value where the row says, or returns false and puts nothing. */
static bool field_put(const struct link24 *link, const struct row24 *row, unsigned char *at, uint64_t wide)
{
	uint64_t mask = UINT64_MAX >> (64 - row->bits), dropped = ((uint64_t)1 << row->shift) - 1;
	int64_t value = wrap(link, row->range & ROUNDED ? wide + dropped / 2 + 1 : wide);
	uint64_t number;

	if (row->range & EXACT && value & dropped)
		return false;
	value >>= row->shift;
	if (row->range & EITHER && !(row->range & SIGNED && reloc24_is_signed(value, row->bits)) &&
	    !(row->range & UNSIGNED && !(value & ~mask)))
		return false;
	number = abi24_get(&link->abi, at, row->width) & ~(mask << row->low);
	abi24_put(&link->abi, at, row->width, number | (value & mask) << row->low);
	return true;
}

static bool put_value(const struct reloc24 *reloc)
{
	struct link24 *link = reloc->link;
	unsigned how = reloc->row->value;
	uint64_t value = reloc->target, addend = (uint64_t)reloc->addend, slot;

	if (wants_slot(reloc)) {
		slot = slot_offset(reloc, &link->got);
		if (how & IN_SLOT) {
			value += addend;
			addend = 0;
		}
		abi24_put(&link->abi, link->bytes + slot, link->abi.word, value);
		value = link->base + slot;
	}
	if (how & OF_GOT)
		value = reloc24_got(link);
	if (how & FROM_GOT)
		value -= reloc24_got(link);
	if (how & FROM_PLACE)
		value -= reloc->place;
	if (how & FROM_NEXT)
		value -= 4;
	return field_put(link, reloc->row, reloc->at, value + addend);
}

bool reloc24_by_stub(struct reloc24 *reloc)
{
	struct link24 *link = reloc->link;
	const struct stub24 *stub = stub_of(link);
	uint64_t offset = slot_offset(reloc, &link->stubs);
	unsigned char *at = link->bytes + offset;

	for (unsigned i = 0; i < stub->size / 4; i++)
		abi24_put(&link->abi, at + 4 * i, 4, stub->code[i]);
	for (size_t i = 0; i < sizeof stub->parts / sizeof *stub->parts; i++)
		if (stub->parts[i].number)
			field_put(link, arch24_row(link->arch, stub->parts[i].number), at + stub->parts[i].place,
				  reloc->target);
	reloc->target = link->base + offset;
	return put_value(reloc);
}

static void reserve(const struct reloc24 *reloc)
{
	if (wants_slot(reloc))
		slot_offset(reloc, &reloc->link->got);
	if (wants_stub(reloc))
		slot_offset(reloc, &reloc->link->stubs);
}

static bool apply(struct reloc24 *reloc, const struct symbol24 *symbol)
{
	struct link24 *link = reloc->link;
	uint64_t offset = reloc->section->offset + reloc->offset;

	reloc->at = link->bytes + offset;
	reloc->place = link->base + offset;
	reloc->target = symbol24_address(link, symbol);
	if (reloc->row->value == HOOK)
		return link->arch->hook(reloc);
	if (!reloc->has_addend || link->arch->adds_contents)
		reloc->addend += field_get(&link->abi, reloc->row, reloc->at);
	return put_value(reloc) || (wants_stub(reloc) && link->arch->by_stub(reloc));
}

/* Says what is wrong with it, or NULL. */
static const char *entry_take(struct reloc24 *reloc)
{
	const struct link24 *link = reloc->link;
	const struct symbol24 *symbol;
	uint64_t size = reloc->section->elf.size;

	if (link->abi.word == 4 || link->arch->has_number_byte)
		reloc->number &= 0xff;
	reloc->row = arch24_row(link->arch, reloc->number);
	if (reloc->symbol && reloc->symbol >= link->file.count) {
		reloc->symbol = 0;
		return "has no symbol";
	}
	if (!reloc->row)
		return "is unknown";
	if (reloc->offset > size || reloc->row->width > size - reloc->offset)
		return "is outside of it";
	if (reloc->row->value == NOTHING)
		return NULL;
	symbol = &link->symbols[reloc->symbol];
	if (symbol->place == PLACE24_NOWHERE)
		return "needs what is not loaded";
	if (link->bytes)
		return apply(reloc, symbol) ? NULL : "does not fit";
	reserve(reloc);
	return NULL;
}

/* An entry has r_offset, r_info and, in RELA, r_addend: a word each. */
const char *reloc24_each(struct reloc24 *reloc, const char *(*take)(struct reloc24 *reloc))
{
	const struct link24 *link = reloc->link;
	unsigned word = link->abi.word;

	for (const struct section24 *table = link->sections; table < link->sections_end; table++) {
		unsigned step;

		if (!table->relocates || !table->contents)
			continue;
		reloc->section = &link->sections[table->elf.info];
		reloc->has_addend = table->elf.type == SHT_RELA;
		step = (2 + reloc->has_addend) * word;
		reloc->next = table->contents;
		reloc->end = table->contents + table->elf.size;
		while (reloc->end - reloc->next >= (ptrdiff_t)step) {
			const unsigned char *at = reloc->next;
			uint64_t info = elf_word(link->elf, at + word);
			const char *wrong;

			reloc->next += step;
			reloc->offset = elf_word(link->elf, at);
			reloc->number = (uint32_t)info;
			reloc->symbol = (uint32_t)(info >> (word == 8 ? 32 : 8));
			reloc->addend = 0;
			if (reloc->has_addend)
				reloc->addend = wrap(link, elf_word(link->elf, at + 2 * word));
			wrong = take(reloc);
			if (wrong)
				return wrong;
		}
	}
	return NULL;
}

int reloc24_all(struct link24 *link, struct err *err)
{
	struct reloc24 reloc = { .link = link };
	const char *wrong;

	link->got.size = link->abi.word;
	link->stubs.size = stub_of(link) ? stub_of(link)->size : 0;
	wrong = reloc24_each(&reloc, entry_take);
	return wrong ? refuse(&reloc, wrong, err) : 0;
}
