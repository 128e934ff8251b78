/* SPDX-License-Identifier: 0BSD */
/* Where everything of a module lies in its image; compat24/link24.h has the drawing. */
#include "compat24/image24.h"
#include "compat24/reloc24.h"

#include <errno.h>
#include <string.h>

enum { SHF_GPREL = 0x10000000 };

/* Room at the image's end. Beyond the limit the size stays there, and link24_layout refuses it. */
static uint64_t reserve(struct link24 *link, uint64_t size, uint64_t alignment)
{
	uint64_t at = (link->size + alignment - 1) & -alignment;

	if (at > IMAGE24_LIMIT || size > IMAGE24_LIMIT - at) {
		link->size = IMAGE24_LIMIT + 1;
		return 0;
	}
	link->size = at + size;
	return at;
}

static void place_slots(struct link24 *link, struct slots24 *slots)
{
	slots->offset = reserve(link, slots->map.count * slots->size, link->abi.word);
}

/* Those that the GOT's pointer has to reach (alpha's small data), or all others. */
static void place_sections(struct link24 *link, uint64_t are_small)
{
	for (struct section24 *section = link->sections; section < link->sections_end; section++)
		if (section->is_loaded && (section->elf.flags & SHF_GPREL) == are_small)
			section->offset = reserve(link, section->elf.size, section->elf.alignment);
}

/* Symbols get their place in the image, commons behind the file's zeros. */
static void place_symbols(struct link24 *link)
{
	for (struct symbol24 *symbol = link->symbols; symbol < link->symbols_end; symbol++) {
		struct elf_symbol *elf = &symbol->elf;

		if (symbol->place == PLACE24_SECTION) {
			elf->value += link->sections[elf->section].offset;
		} else if (symbol->place == PLACE24_COMMON) {
			elf->value = reserve(link, elf->size, elf->value ? elf->value : 1);
			symbol->place = PLACE24_SECTION;
			elf->section = 0;
		}
	}
}

int link24_layout(struct link24 *link, struct err *err)
{
	int rc = reloc24_all(link, err);

	if (rc)
		return rc;
	link->size = abi24_module(&link->abi, NULL, NULL);
	place_sections(link, 0);
	place_slots(link, &link->got);
	place_sections(link, SHF_GPREL);
	place_symbols(link);
	place_slots(link, &link->stubs);
	link->room_offset = reserve(link, link->room, 8);
	link->tables_offset = reserve(link, 0, 8);
	if (link->size <= IMAGE24_LIMIT)
		rc = image24_tables(link, err);
	if (rc)
		return rc;
	if (link->size > IMAGE24_LIMIT)
		return err_set(err, EFBIG, "'%s' is too large", link->elf->image->path);
	link->bytes = arena_alloc(link->arena, link->size);
	for (const struct section24 *section = link->sections; section < link->sections_end; section++)
		if (section->is_loaded && section->contents)
			memcpy(link->bytes + section->offset, section->contents, section->elf.size);
	return 0;
}
