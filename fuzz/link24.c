/* SPDX-License-Identifier: 0BSD */
/* A module for Linux 2.4 with any bytes: linked for an address, on all architectures. */
#include "compat24/link24.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Everything that insmod may ask for. */
static void link_it(struct link24 *link, uint64_t base)
{
	static const uint64_t dependencies[] = { 0xc8800000, 0xc8900000 };
	const struct export24 export = { .name = "__insmod_x_O", .section = 0 };
	struct err err;

	link->name = "x";
	link->exports = &export;
	link->export_count = 1;
	link->dependencies = dependencies;
	link->dependency_count = 2;
	link->room = 100;
	link->has_kallsyms = true;
	for (size_t i = 0; i < link->file.count; i++)
		if (link->symbols[i].place == PLACE24_UNDEFINED)
			link->symbols[i].elf.value = base - 0x1000;
	if (link24_layout(link, &err) || link24_relocate(link, base, &err))
		return;
	for (size_t i = 0; i < link->file.count && i < 100; i++) {
		const struct symbol24 *symbol = link24_symbol(link, link->symbols[i].elf.name);
		unsigned char *at = symbol ? link24_at(link, symbol->elf.value, 4) : NULL;

		if (at)
			memset(at, 1, 4);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1);
	struct arena arena = { 0 };
	struct image image = { 0 };
	struct link24 link;
	struct elf elf;
	struct err err;

	memcpy(copy, data, size);
	if (size >= 4 && !memcmp(copy, "\177ELF", 4) && !image_open_bytes(&image, copy, size, "x.o", &arena, &err)) {
		if (!elf_open(&elf, &image, &err) && !link24_open(&link, &elf, &arena, &err))
			link_it(&link, elf.is64 ? 0xffffffffa0000000 : 0xc8800000);
		image_close(&image);
	}
	free(copy);
	arena_free(&arena);
	return 0;
}
