/* SPDX-License-Identifier: 0BSD */
/* What the image holds at a given address besides its sections: struct module and the tables that it points to. */
#include "compat24/image24.h"

#include "compat24/reloc24.h"

#include <elf.h>
#include <string.h>

void image24_record(struct link24 *link, const char *shape, const uint64_t *values)
{
	link->at += abi24_record(&link->abi, link->bytes ? link->bytes + link->at : NULL, shape, values);
}

/* Names of sections may overlap and be long: beyond the limit it does not matter how far. */
uint64_t image24_string(struct link24 *link, const char *string)
{
	uint64_t at = link->strings;

	if (at <= IMAGE24_LIMIT)
		link->strings += strlen(string) + 1;
	if (link->bytes)
		memcpy(link->bytes + at, string, link->strings - at);
	return at;
}

static void put_export(struct link24 *link, uint64_t value, const char *name)
{
	image24_record(link, "ww", (const uint64_t[]){ value, link->base + image24_string(link, name) });
}

/* Whether it is exported because it is global. */
static bool is_exported(const struct symbol24 *symbol)
{
	const struct elf_symbol *elf = &symbol->elf;

	return symbol->place == PLACE24_SECTION && elf->binding != STB_LOCAL && *elf->name &&
	       elf->type < STT_SECTION && strcmp(elf->name, "init_module") && strcmp(elf->name, "cleanup_module");
}

/* A copy of __ksymtab, or all globals; and what the caller adds. Returns how many. */
static uint64_t put_exports(struct link24 *link)
{
	const struct section24 *own = link24_section(link, "__ksymtab");
	unsigned record = 2 * link->abi.word;
	bool is_open = !own && !link->hides_globals;
	uint64_t start = link->at;

	if (own) {
		link->at += own->elf.size / record * record;
		if (link->bytes)
			memcpy(link->bytes + start, link->bytes + own->offset, link->at - start);
	}
	for (struct symbol24 *symbol = link->symbols; symbol < link->symbols_end && is_open; symbol++)
		if (is_exported(symbol))
			put_export(link, symbol24_address(link, symbol), symbol->elf.name);
	for (size_t i = 0; i < link->export_count; i++)
		put_export(link, link->base + link->sections[link->exports[i].section].offset, link->exports[i].name);
	return (link->at - start) / record;
}

/* A function that the kernel will call, if the file has it. It has to be inside a section: the kernel does not look. */
static int find_function(const struct link24 *link, const char *name, uint64_t *address, struct err *err)
{
	const struct symbol24 *symbol = link24_symbol(link, name);
	const struct section24 *section;

	if (!symbol)
		return 0;
	section = &link->sections[symbol->place == PLACE24_SECTION ? symbol->elf.section : 0];	/* 0 is empty */
	if (symbol->elf.value >= section->offset + section->elf.size)
		return link24_damaged(link, "no function", name, err);
	*address = link->base + symbol->elf.value;
	return 0;
}

bool image24_range(const struct link24 *link, const char *name, uint64_t *range)
{
	const struct section24 *section = link24_section(link, name);

	if (!section)
		return false;
	range[0] = link->base + section->offset;
	range[1] = range[0] + section->elf.size;
	return true;
}

int image24_tables(struct link24 *link, struct err *err)
{
	uint64_t fields[MODULE24_FIELDS] = { 0 };
	int rc;

	link->at = link->tables_offset;
	link->strings = link->strings_offset;
	fields[MODULE24_SIZE_OF_STRUCT] = abi24_module(&link->abi, NULL, NULL);
	fields[MODULE24_SIZE] = link->size;
	fields[MODULE24_FLAGS] = link->flags;
	fields[MODULE24_GP] = reloc24_got(link);
	image24_range(link, "__ex_table", fields + MODULE24_EX_TABLE_START);

	fields[MODULE24_SYMS] = link->base + link->at;
	fields[MODULE24_NSYMS] = put_exports(link);
	fields[MODULE24_DEPS] = link->base + link->at;
	fields[MODULE24_NDEPS] = link->dependency_count;
	for (size_t i = 0; i < link->dependency_count; i++) {
		image24_record(link, "w", &link->dependencies[i]);
		link->at += 2 * link->abi.word;		/* which the kernel fills */
	}
	if (link->arch->tables)
		link->arch->tables(link, fields);
	if (link->has_kallsyms) {
		fields[MODULE24_KALLSYMS_START] = link->base + link->at;
		image24_kallsyms(link);
		fields[MODULE24_KALLSYMS_END] = link->base + link->strings;
	}
	fields[MODULE24_NAME] = link->base + image24_string(link, link->name);
	rc = find_function(link, "init_module", fields + MODULE24_INIT, err);
	if (!rc)
		rc = find_function(link, "cleanup_module", fields + MODULE24_CLEANUP, err);
	if (link->bytes) {
		abi24_module(&link->abi, link->bytes, fields);
	} else {
		link->strings_offset = link->at;
		link->size = link->at + link->strings;
	}
	return rc;
}

int link24_relocate(struct link24 *link, uint64_t base, struct err *err)
{
	int rc;

	link->base = base;
	rc = reloc24_all(link, err);
	return rc ? rc : image24_tables(link, err);
}
