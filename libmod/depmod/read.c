/* SPDX-License-Identifier: 0BSD */
/* Reading one module file. Every symbol name is hashed once here and is a number from then on. */
#include "depmod/read.h"

#include "base/str.h"
#include "module/elf.h"
#include "module/modinfo.h"
#include "module/symbols.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define CRC_PREFIX "__crc_"

/* Begins a list in reader->list. What is added to it from now on is added once. */
static void list_begin(struct reader *reader, uint64_t capacity)
{
	reader->mark++;
	reader->list.at = arena_alloc(&reader->pieces, (size_t)capacity * sizeof *reader->list.at);
	reader->list.count = 0;
}

static const char *without_prefix(const struct reader *reader, const char *name)
{
	return name + (reader->options->prefix && *name == *reader->options->prefix);
}

/* Adds a symbol's number, with this flag. Returns false if the list has it already. */
static bool list_add(struct reader *reader, const char *name, uint32_t flag)
{
	struct symbol_name *entry;
	uint32_t number;

	name = without_prefix(reader, name);
	number = symbol_names_add(reader->symbols, name, strlen(name));
	entry = &reader->symbols->at[number];
	if (entry->mark == reader->mark)
		return false;
	entry->mark = reader->mark;
	reader->list.at[reader->list.count++] = number | flag;
	return true;
}

/* PowerPC names the code of a function with a dot in front where it is needed. */
static bool list_need(struct reader *reader, const char *name, bool is_weak)
{
	return list_add(reader, name + (*name == '.'), is_weak ? NEED_WEAK : 0);
}

/* Keeps the list. */
static void list_end(struct reader *reader, struct number_list *list)
{
	list->count = reader->list.count;
	list->at = arena_keep(reader->arena, reader->list.at, list->count * sizeof *list->at);
}

/* INFO_ALIAS and so on, or 0: the letter that the key begins with. */
static char kind_of_key(struct str key)
{
	static const char keys[][8] = { "alias", "softdep", "weakdep" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_equal(key, keys[i]))
			return *keys[i];
	return 0;
}

static int read_infos(struct reader *reader, const struct elf *elf, struct module *module, struct err *err)
{
	struct modinfo modinfo;
	struct str rest, key, value;
	int rc = modinfo_read(&modinfo, elf, err);
	char *infos, *end;

	if (rc)
		return rc;
	/* each string gets shorter: the key becomes one byte, but the last one may lack its NUL */
	infos = end = arena_bytes(&reader->pieces, modinfo.bytes.length + 1);
	rest = modinfo.bytes;
	while (modinfo_next(&rest, &key, &value)) {
		*end = kind_of_key(key);
		if (!*end)
			continue;
		if (!is_tellable(value)) {
			module->remark = "a string of its .modinfo with bytes that no index can hold";
			continue;
		}
		memcpy(end + 1, value.at, value.length);
		end += value.length + 2;
		end[-1] = '\0';
	}
	module->facts.infos_size = (size_t)(end - infos);
	module->facts.infos = arena_copy(reader->arena, infos, module->facts.infos_size);
	return 0;
}

/* The name behind "__crc_", or NULL. Most names do not even begin so. */
static const char *crc_name(const struct elf_symbol *symbol)
{
	if (*symbol->name != '_' || !str_starts(symbol->name, CRC_PREFIX))
		return NULL;
	return symbol->name + strlen(CRC_PREFIX);
}

/* What is looked for in the symbol table: it is read once or twice. */
enum pass { PASS_NEEDS, PASS_CRCS, PASS_MARKED };

/* The name behind a symbol that is an export: by its CRC, or because its own was marked as one. NULL: it is none. */
static const char *export_name(const struct reader *reader, const struct elf_symbol *symbol, enum pass pass,
			       uint32_t mark)
{
	const char *name = without_prefix(reader, symbol->name);
	uint32_t number;

	if (pass == PASS_CRCS)
		return crc_name(symbol);
	if (symbol->section == SHN_UNDEF)
		return NULL;
	number = symbol_names_find(reader->symbols, name, strlen(name));
	return number != SYMBOL_NONE && reader->symbols->at[number].mark == mark ? symbol->name : NULL;
}

/* Makes the list of one pass. Returns whether there are CRCs. */
static bool read_pass(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols, enum pass pass)
{
	uint32_t mark = reader->mark;
	bool has_crcs = false;

	list_begin(reader, symbols->count);
	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;
		const char *name;

		elf_symbol(elf, symbols, i, &symbol);
		if (pass == PASS_NEEDS) {
			has_crcs |= crc_name(&symbol) != NULL;
			if (symbol_is_needed(elf, &symbol))
				list_need(reader, symbol.name, symbol.binding == STB_WEAK);
			continue;
		}
		name = export_name(reader, &symbol, pass, mark);
		if (name)
			list_add(reader, name, 0);
	}
	return has_crcs;
}

/*
 * What a module exports is what it has a CRC for: "__crc_NAME" in its symbol table. Up to Linux 5.18 those are
 * global, later local symbols, which would double what has to be read; there the names in __ksymtab_strings that
 * are global symbols too are the same (checked over all modules of Debian's 6.1 and 6.12). The other strings of that
 * section are name spaces. A kernel without CRCs has no __kcrctab; like kmod we take all strings of such a module.
 */
static int read_exports(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols,
			bool has_crcs, struct err *err)
{
	struct elf_section section;
	const unsigned char *bytes;
	const char *name, *end;

	list_begin(reader, 0);
	if (has_crcs)
		read_pass(reader, elf, symbols, PASS_CRCS);
	if (has_crcs || !elf_find(elf, "__ksymtab_strings", &section) || !section.size)
		return 0;
	bytes = elf_contents(elf, &section, err);
	if (!bytes)
		return -err->code;
	list_begin(reader, section.size);
	/* with a NUL more: the last one may lack its own */
	name = arena_copy(&reader->pieces, bytes, (size_t)section.size);
	for (end = name + section.size; name < end; name += strlen(name) + 1)
		if (*name)
			list_add(reader, name, 0);
	if (elf_find(elf, "__kcrctab", &section) || elf_find(elf, "__kcrctab_gpl", &section))
		read_pass(reader, elf, symbols, PASS_MARKED);
	return 0;
}

/* Keeps a list with CRCs as numbers. */
static void keep_versions(struct reader *reader, const struct symbol_list *list, bool needed,
			  struct number_list *numbers)
{
	uint32_t *crcs = arena_alloc(reader->arena, list->count * sizeof *crcs);

	list_begin(reader, list->count);
	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->at[i];

		if (needed ? list_need(reader, symbol->name, symbol->weak) : list_add(reader, symbol->name, 0))
			crcs[reader->list.count - 1] = (uint32_t)symbol->crc;
	}
	list_end(reader, numbers);
	numbers->crcs = crcs;
}

static int read_versions(struct reader *reader, const struct elf *elf, struct facts *facts, struct err *err)
{
	struct symbol_list list = { 0 };
	int rc = symbols_exported(elf, &reader->pieces, &list, err);

	if (rc)
		return rc;
	keep_versions(reader, &list, false, &facts->exports);
	rc = symbols_needed(elf, &reader->pieces, &list, err);
	if (!rc)
		keep_versions(reader, &list, true, &facts->needs);
	return rc;
}

static int read_symbols(struct reader *reader, const struct elf *elf, struct facts *facts, struct err *err)
{
	struct elf_symbols symbols;
	bool has_crcs;
	int rc;

	if (reader->options->versions)
		return read_versions(reader, elf, facts, err);
	rc = elf_symbols(elf, &symbols, err);
	if (rc)
		return rc;
	has_crcs = read_pass(reader, elf, &symbols, PASS_NEEDS);
	list_end(reader, &facts->needs);
	rc = read_exports(reader, elf, &symbols, has_crcs, err);
	if (!rc)
		list_end(reader, &facts->exports);
	return rc;
}

void read_module(struct reader *reader, struct module *module)
{
	struct image *image = &reader->image;
	struct elf elf;
	struct stat status;
	struct err err;
	int rc = image_open(image, module->path, &reader->pieces, &err);

	module->facts = (struct facts){ 0 };
	module->problem = NULL;
	if (!rc && reader->options->stamps && !fstat(image->fd, &status))
		module->stamp = file_stamp_of(&status);
	if (!rc)
		rc = elf_open(&elf, image, &err);
	if (!rc)
		rc = read_infos(reader, &elf, module, &err);
	if (!rc)
		rc = read_symbols(reader, &elf, &module->facts, &err);
	if (rc) {
		module->facts = (struct facts){ 0 };
		module->problem = arena_string(reader->arena, err.text);
		module->code = -rc;
		module->is_packed = rc == -ENOEXEC && !image->compressor && image->compression;
	}
	image_recycle(image);
	arena_reset(&reader->pieces);
}

void reader_close(struct reader *reader)
{
	image_close(&reader->image);
	arena_free(&reader->pieces);
}
