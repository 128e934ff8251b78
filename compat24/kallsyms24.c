/* SPDX-License-Identifier: 0BSD */
/*
 * All symbols of a module for debuggers in the kernel:
 *
 *	header | sections {start, size, name, flags} | symbols {section, address, name} | ... strings
 */
#include "compat24/image24.h"
#include "compat24/reloc24.h"

#include <elf.h>

static bool is_listed(const struct symbol24 *symbol)
{
	return symbol->place == PLACE24_SECTION && symbol->elf.section && *symbol->elf.name &&
	       symbol->elf.type < STT_SECTION;
}

/*
 * Each section of the file has an entry, of size 0 if it is not loaded: so their numbers need no other table.
 * All offsets count from the header on, which is known, and put, last.
 */
void image24_kallsyms(struct link24 *link)
{
	static const char shape[] = "iiiiiiiiiww";
	uint64_t start = link->at, size = abi24_record(&link->abi, NULL, shape, NULL), end;
	uint64_t header[] = {
		/* size, total size; of sections and of symbols: number, offset, size */
		size, 0, link->elf->section_count - 1, size, 2 * link->abi.word + 8, 0, 0, 3 * link->abi.word,
		/* what offsets of strings count from; the module's start and end */
		0, link->base, link->base + link->size,
	};

	link->at += size;
	for (const struct section24 *section = link->sections + 1; section < link->sections_end; section++)
		image24_record(link, "wwii", (const uint64_t[]){
			link->base + section->offset, section->is_loaded ? section->elf.size : 0,
			image24_string(link, section->elf.name) - start, section->elf.flags });
	header[6] = link->at - start;
	for (const struct symbol24 *symbol = link->symbols; symbol < link->symbols_end; symbol++) {
		if (!is_listed(symbol))
			continue;
		header[5]++;
		image24_record(link, "IwI", (const uint64_t[]){
			header[3] + (symbol->elf.section - 1) * header[4], symbol24_address(link, symbol),
			image24_string(link, symbol->elf.name) - start });
	}
	header[1] = link->strings - start;
	end = link->at;
	link->at = start;
	image24_record(link, shape, header);
	link->at = end;
}
