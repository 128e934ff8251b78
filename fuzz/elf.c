/* SPDX-License-Identifier: 0BSD */
/* A module file with any bytes: everything that is ever asked of one. */
#include "module/elf.h"
#include "module/force.h"
#include "module/modinfo.h"
#include "module/signature.h"
#include "module/symbols.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Looks at every byte, so that a sanitizer sees where they are. */
static size_t look(const void *bytes, size_t size)
{
	size_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += ((const unsigned char *)bytes)[i];
	return sum;
}

static size_t walk_sections(const struct elf *elf)
{
	size_t sum = 0;

	for (uint32_t i = 0; i < elf->section_count; i++) {
		struct elf_section section, found;
		const unsigned char *bytes;
		struct err err;

		elf_section(elf, i, &section);
		sum += strlen(section.name) + elf_find(elf, section.name, &found);
		bytes = elf_contents(elf, &section, &err);
		if (bytes && section.size && i < 64)
			sum += look(bytes, 1) + look(bytes + section.size - 1, 1);
	}
	return sum;
}

static size_t walk_symbols(const struct elf *elf, const struct elf_symbols *symbols)
{
	size_t sum = 0;

	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;

		elf_symbol(elf, symbols, i, &symbol);
		sum += strlen(symbol.name);
	}
	return sum;
}

static size_t walk_list(const struct symbol_list *list)
{
	size_t sum = 0;

	for (size_t i = 0; i < list->count; i++)
		sum += strlen(list->at[i].name);
	return sum;
}

static size_t walk_modinfo(const struct elf *elf)
{
	struct str rest, key, value;
	struct modinfo modinfo;
	struct err err;
	size_t sum = 0;

	if (modinfo_read(&modinfo, elf, &err))
		return 0;
	rest = modinfo.bytes;
	while (modinfo_next(&rest, &key, &value))
		sum += look(key.at, key.length) + look(value.at, value.length);
	return sum + modinfo_value(&modinfo, "vermagic", &value);
}

static size_t walk_elf(const struct elf *elf, struct arena *arena)
{
	struct elf_symbols symbols;
	struct symbol_list list;
	struct err err;
	size_t sum = walk_sections(elf) + walk_modinfo(elf);

	if (!elf_symbols(elf, &symbols, &err))
		sum += walk_symbols(elf, &symbols);
	if (!elf_symbols_all(elf, &symbols, &err))
		sum += walk_symbols(elf, &symbols);
	if (!symbols_exported(elf, arena, &list, &err))
		sum += walk_list(&list);
	if (!symbols_needed(elf, arena, &list, &err))
		sum += walk_list(&list);
	if (!symbols_versions(elf, arena, &list, &err))
		sum += walk_list(&list);
	return sum;
}

static size_t walk_signature(struct image *image)
{
	struct signature signature;
	struct err err;

	if (signature_read(image, &signature, &err) <= 0)
		return 0;
	return strlen(signature.id) + strlen(signature.hash) + look(signature.signer.at, signature.signer.length) +
	       look(signature.key.at, signature.key.length) + look(signature.bytes.at, signature.bytes.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static volatile size_t sum; /* keeps the reading alive */
	unsigned char *copy = malloc(size ? size : 1);
	struct arena arena = { 0 };
	struct image image = { 0 };
	struct elf elf;
	struct err err;

	memcpy(copy, data, size);
	if (size >= 4 && !memcmp(copy, "\177ELF", 4) &&
	    !image_open_bytes(&image, copy, size, "fuzz.ko", &arena, &err)) {
		if (!elf_open(&elf, &image, &err))
			sum += walk_elf(&elf, &arena);
		sum += walk_signature(&image);
		force_edit(&image, true, true, &err);
		if (!elf_open(&elf, &image, &err))
			sum += walk_elf(&elf, &arena);
		image_close(&image);
	}
	free(copy);
	arena_free(&arena);
	return 0;
}
