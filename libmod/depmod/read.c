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

/* Numbers of symbols, a list that is being made: at most as long as its memory. */
struct numbers {
	uint32_t *at;
	uint32_t count;
};

/* An empty list; what is added to it from now on is added once. */
static struct numbers numbers_begin(struct reader *reader, uint64_t capacity)
{
	reader->mark++;
	return (struct numbers){ .at = arena_alloc(&reader->pieces, (size_t)capacity * sizeof(uint32_t)) };
}

static const char *without_prefix(const struct reader *reader, const char *name)
{
	return name + (reader->options->prefix && *name == *reader->options->prefix);
}

/* Adds a symbol's number, with this flag. Returns false if the list has it already. */
static bool numbers_add(struct reader *reader, struct numbers *numbers, const char *name, uint32_t flag)
{
	struct symbol_name *entry;
	uint32_t number;

	name = without_prefix(reader, name);
	number = symbol_names_add(reader->symbols, name, strlen(name));
	entry = &reader->symbols->at[number];
	if (entry->mark == reader->mark)
		return false;
	entry->mark = reader->mark;
	numbers->at[numbers->count++] = number | flag;
	return true;
}

/* PowerPC names the code of a function with a dot in front where it is needed. */
static bool numbers_need(struct reader *reader, struct numbers *numbers, const char *name, bool is_weak)
{
	return numbers_add(reader, numbers, name + (*name == '.'), is_weak ? NEED_WEAK : 0);
}

/* Keeps a list: as *at and *count. */
static void numbers_end(struct reader *reader, const struct numbers *numbers, uint32_t **at, uint32_t *count)
{
	*at = arena_keep(reader->arena, numbers->at, numbers->count * sizeof *numbers->at);
	*count = numbers->count;
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

/*
 * The undefined symbols. Returns whether there are symbols "__crc_NAME", too: this pass sees all symbols, and
 * there are not many modules that need another one.
 */
static bool read_needs(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols,
		       struct facts *facts)
{
	struct numbers needs = numbers_begin(reader, symbols->count);
	bool has_crcs = false;

	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;

		elf_symbol(elf, symbols, i, &symbol);
		has_crcs |= crc_name(&symbol) != NULL;
		if (symbol_is_needed(elf, &symbol))
			numbers_need(reader, &needs, symbol.name, symbol.binding == STB_WEAK);
	}
	numbers_end(reader, &needs, &facts->needs, &facts->need_count);
	return has_crcs;
}

/* The exports that older kernels announce: global symbols "__crc_NAME". */
static struct numbers exports_of_crcs(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols)
{
	struct numbers exports = numbers_begin(reader, symbols->count);

	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;
		const char *name;

		elf_symbol(elf, symbols, i, &symbol);
		name = crc_name(&symbol);
		if (name)
			numbers_add(reader, &exports, name, 0);
	}
	return exports;
}

/* All names in __ksymtab_strings. */
static struct numbers exports_of_strings(struct reader *reader, const unsigned char *bytes, size_t size)
{
	struct numbers exports = numbers_begin(reader, size);
	/* with a NUL more: the last one may lack its own */
	const char *name = arena_copy(&reader->pieces, bytes, size), *end = name + size;

	for (; name < end; name += strlen(name) + 1)
		if (*name)
			numbers_add(reader, &exports, name, 0);
	return exports;
}

/* Of those, which are marked, the ones that are global symbols too. */
static struct numbers exports_defined(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols)
{
	uint32_t mark = reader->mark;
	struct numbers exports = numbers_begin(reader, symbols->count);

	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;
		const char *name;
		uint32_t number;

		elf_symbol(elf, symbols, i, &symbol);
		if (symbol.section == SHN_UNDEF)
			continue;
		name = without_prefix(reader, symbol.name);
		number = symbol_names_find(reader->symbols, name, strlen(name));
		if (number != SYMBOL_NONE && reader->symbols->at[number].mark == mark)
			numbers_add(reader, &exports, symbol.name, 0);
	}
	return exports;
}

/*
 * What a module exports is what it has a CRC for: "__crc_NAME" in its symbol table. Up to Linux 5.18 those are
 * global, later local symbols, which would double what has to be read; there the names in __ksymtab_strings that
 * are global symbols too are the same (checked over all modules of Debian's 6.1 and 6.12). The other strings of that
 * section are name spaces. A kernel without CRCs has no __kcrctab; like kmod we take all strings of such a module.
 */
static int read_exports(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols,
			bool has_crcs, struct facts *facts, struct err *err)
{
	struct numbers exports = { 0 };
	struct elf_section section, crcs;

	if (has_crcs) {
		exports = exports_of_crcs(reader, elf, symbols);
	} else if (elf_find(elf, "__ksymtab_strings", &section) && section.size) {
		const unsigned char *bytes = elf_contents(elf, &section, err);

		if (!bytes)
			return -err->code;
		exports = exports_of_strings(reader, bytes, (size_t)section.size);
		if (elf_find(elf, "__kcrctab", &crcs) || elf_find(elf, "__kcrctab_gpl", &crcs))
			exports = exports_defined(reader, elf, symbols);
	}
	numbers_end(reader, &exports, &facts->exports, &facts->export_count);
	return 0;
}

/* Turns a list with CRCs into numbers. Returns the CRC of each. */
static uint32_t *numbers_of_list(struct reader *reader, const struct symbol_list *list, bool needed,
				 struct numbers *numbers)
{
	uint32_t *crcs = arena_alloc(reader->arena, list->count * sizeof *crcs);

	*numbers = numbers_begin(reader, list->count);
	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->at[i];

		if (needed ? numbers_need(reader, numbers, symbol->name, symbol->weak) :
			     numbers_add(reader, numbers, symbol->name, 0))
			crcs[numbers->count - 1] = (uint32_t)symbol->crc;
	}
	return crcs;
}

static int read_versions(struct reader *reader, const struct elf *elf, struct facts *facts, struct err *err)
{
	struct symbol_list list = { 0 };
	struct numbers numbers;
	int rc = symbols_exported(elf, &reader->pieces, &list, err);

	if (rc)
		return rc;
	facts->export_crcs = numbers_of_list(reader, &list, false, &numbers);
	numbers_end(reader, &numbers, &facts->exports, &facts->export_count);
	rc = symbols_needed(elf, &reader->pieces, &list, err);
	if (rc)
		return rc;
	facts->need_crcs = numbers_of_list(reader, &list, true, &numbers);
	numbers_end(reader, &numbers, &facts->needs, &facts->need_count);
	return 0;
}

static int read_symbols(struct reader *reader, const struct elf *elf, struct facts *facts, struct err *err)
{
	struct elf_symbols symbols;
	int rc;

	if (reader->options->versions)
		return read_versions(reader, elf, facts, err);
	rc = elf_symbols(elf, &symbols, err);
	return rc ? rc : read_exports(reader, elf, &symbols, read_needs(reader, elf, &symbols, facts), facts, err);
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
