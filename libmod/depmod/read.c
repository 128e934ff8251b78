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

/* A list that is being made: at most as long as its memory. */
struct numbers {
	uint32_t *at;
	uint32_t count;
};

/* Index files hold 7-bit keys, text files lines: whatever else a string has, it cannot be told. */
static bool is_tellable(struct str text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.at[i] < ' ' || (unsigned char)text.at[i] >= 0x7f)
			return false;
	return true;
}

static enum info_kind kind_of_key(struct str key)
{
	if (str_equal(key, "alias"))
		return INFO_ALIAS;
	if (str_equal(key, "softdep"))
		return INFO_SOFTDEP;
	if (str_equal(key, "weakdep"))
		return INFO_WEAKDEP;
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
		enum info_kind kind = kind_of_key(key);

		if (!kind)
			continue;
		if (!is_tellable(value)) {
			module->remark = "a string of its .modinfo with bytes that no index can hold";
			continue;
		}
		*end++ = (char)kind;
		memcpy(end, value.at, value.length);
		end += value.length;
		*end++ = '\0';
	}
	module->facts.infos_size = (size_t)(end - infos);
	module->facts.infos = arena_copy(reader->arena, infos, module->facts.infos_size);
	return 0;
}

static struct str without_first(struct str name, char byte)
{
	bool drop = name.length && *name.at == byte;

	return (struct str){ name.at + drop, name.length - drop };
}

static struct str name_exported(const struct reader *reader, struct str name)
{
	return without_first(name, reader->options->prefix);
}

/* A symbol as its users look it up: PowerPC names the code of a function with a dot in front. */
static struct str name_needed(const struct reader *reader, struct str name)
{
	return without_first(without_first(name, '.'), reader->options->prefix);
}

/* Numbers a name and marks it with the pass that is going on. Returns false if this pass had it already. */
static bool mark_name(struct reader *reader, struct str name, uint32_t *number)
{
	struct symbol_name *entry;

	*number = symbol_names_add(reader->symbols, name.at, name.length);
	entry = &reader->symbols->at[*number];
	if (entry->mark == reader->mark)
		return false;
	entry->mark = reader->mark;
	return true;
}

static struct numbers numbers_make(struct reader *reader, uint64_t capacity)
{
	return (struct numbers){ .at = arena_alloc(&reader->pieces, (size_t)capacity * sizeof(uint32_t)) };
}

static uint32_t *numbers_keep(struct reader *reader, const struct numbers *numbers)
{
	size_t size = numbers->count * sizeof *numbers->at;
	uint32_t *kept = arena_alloc(reader->arena, size);

	if (size)
		memcpy(kept, numbers->at, size);
	return kept;
}

static bool is_sparc_register(const struct elf *elf, const struct elf_symbol *symbol)
{
	return symbol->type == STT_SPARC_REGISTER &&
	       (elf->machine == EM_SPARC || elf->machine == EM_SPARC32PLUS || elf->machine == EM_SPARCV9);
}

/*
 * The undefined symbols. Returns whether there are symbols "__crc_NAME", too: this pass sees all symbols, and
 * there are not many modules that need another one.
 */
static bool read_needs(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols,
		       struct facts *facts)
{
	struct numbers needs = numbers_make(reader, symbols->count);
	bool has_crcs = false;

	reader->mark++;
	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;
		uint32_t number;

		elf_symbol(elf, symbols, i, &symbol);
		has_crcs |= str_starts(symbol.name, CRC_PREFIX);
		if (symbol.section != SHN_UNDEF || !*symbol.name || is_sparc_register(elf, &symbol))
			continue;
		if (!mark_name(reader, name_needed(reader, str_of(symbol.name)), &number))
			continue;
		if (symbol.binding == STB_WEAK)
			number |= NEED_WEAK;
		needs.at[needs.count++] = number;
	}
	facts->needs = numbers_keep(reader, &needs);
	facts->need_count = needs.count;
	return has_crcs;
}

/* The exports that older kernels announce: global symbols "__crc_NAME". */
static struct numbers exports_of_crcs(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols)
{
	struct numbers exports = numbers_make(reader, symbols->count);

	reader->mark++;
	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;
		uint32_t number;

		elf_symbol(elf, symbols, i, &symbol);
		if (str_starts(symbol.name, CRC_PREFIX) &&
		    mark_name(reader, name_exported(reader, str_of(symbol.name + strlen(CRC_PREFIX))), &number))
			exports.at[exports.count++] = number;
	}
	return exports;
}

/* Takes the bytes up to the next NUL off `*rest`. */
static bool strings_next(struct str *rest, struct str *string)
{
	size_t length = strnlen(rest->at, rest->length), taken = length + (length < rest->length);

	*string = (struct str){ rest->at, length };
	rest->at += taken;
	rest->length -= taken;
	return taken;
}

/* All names in __ksymtab_strings. */
static struct numbers exports_of_strings(struct reader *reader, struct str strings)
{
	struct numbers exports = numbers_make(reader, strings.length);
	struct str name;

	reader->mark++;
	while (strings_next(&strings, &name)) {
		uint32_t number;

		if (name.length && mark_name(reader, name_exported(reader, name), &number))
			exports.at[exports.count++] = number;
	}
	return exports;
}

/* Of those, which are marked, the ones that are global symbols too. */
static struct numbers exports_defined(struct reader *reader, const struct elf *elf, const struct elf_symbols *symbols)
{
	struct numbers exports = numbers_make(reader, symbols->count);

	for (uint64_t i = 0; i < symbols->count; i++) {
		struct elf_symbol symbol;
		struct str name;
		uint32_t number;

		elf_symbol(elf, symbols, i, &symbol);
		if (symbol.section == SHN_UNDEF)
			continue;
		name = name_exported(reader, str_of(symbol.name));
		number = symbol_names_find(reader->symbols, name.at, name.length);
		if (number == SYMBOL_NONE || reader->symbols->at[number].mark != reader->mark)
			continue;
		/* each once */
		reader->symbols->at[number].mark = 0;
		exports.at[exports.count++] = number;
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
		exports = exports_of_strings(reader, (struct str){ (const char *)bytes, (size_t)section.size });
		if (elf_find(elf, "__kcrctab", &crcs) || elf_find(elf, "__kcrctab_gpl", &crcs))
			exports = exports_defined(reader, elf, symbols);
	}
	facts->exports = numbers_keep(reader, &exports);
	facts->export_count = exports.count;
	return 0;
}

/* Turns a list with CRCs into numbers; `*crcs` gets the CRC of each. */
static struct numbers numbers_of_list(struct reader *reader, const struct symbol_list *list, bool needed,
				      const uint32_t **crcs)
{
	struct numbers numbers = numbers_make(reader, list->count);
	struct numbers sums = numbers_make(reader, list->count);

	reader->mark++;
	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->at[i];
		struct str name = str_of(symbol->name);
		uint32_t number;

		name = needed ? name_needed(reader, name) : name_exported(reader, name);
		if (!mark_name(reader, name, &number))
			continue;
		if (symbol->weak)
			number |= NEED_WEAK;
		numbers.at[numbers.count++] = number;
		sums.at[sums.count++] = (uint32_t)symbol->crc;
	}
	*crcs = numbers_keep(reader, &sums);
	return numbers;
}

static int read_versions(struct reader *reader, const struct elf *elf, struct facts *facts, struct err *err)
{
	struct symbol_list exported = { 0 }, needed = { 0 };
	struct numbers numbers;
	int rc = symbols_exported(elf, &reader->pieces, &exported, err);

	if (!rc)
		rc = symbols_needed(elf, &reader->pieces, &needed, err);
	if (rc)
		return rc;
	numbers = numbers_of_list(reader, &exported, false, &facts->export_crcs);
	facts->exports = numbers_keep(reader, &numbers);
	facts->export_count = numbers.count;
	numbers = numbers_of_list(reader, &needed, true, &facts->need_crcs);
	facts->needs = numbers_keep(reader, &numbers);
	facts->need_count = numbers.count;
	return 0;
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
	has_crcs = read_needs(reader, elf, &symbols, facts);
	return read_exports(reader, elf, &symbols, has_crcs, facts, err);
}

void read_module(struct reader *reader, struct module *module)
{
	struct image *image = &reader->image;
	struct facts *facts = &module->facts;
	struct elf elf;
	struct stat status;
	struct err err;
	int rc = image_open(image, module->path, &reader->pieces, &err);

	if (!rc && reader->options->stamps && !fstat(image->fd, &status))
		module->stamp = file_stamp_of(&status);
	if (!rc)
		rc = elf_open(&elf, image, &err);
	if (!rc)
		rc = read_infos(reader, &elf, module, &err);
	if (!rc)
		rc = read_symbols(reader, &elf, facts, &err);
	if (rc) {
		*facts = (struct facts){ 0 };
		module->problem = arena_string(reader->arena, err.text);
		module->code = -rc;
		module->is_packed = rc == -ENOEXEC && !image->compressor &&
				    compressor_missing(image->head, image->head_size);
	}
	image_recycle(image);
	arena_reset(&reader->pieces);
}

void reader_close(struct reader *reader)
{
	image_close(&reader->image);
	arena_free(&reader->pieces);
}
