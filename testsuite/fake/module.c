/* SPDX-License-Identifier: 0BSD */
/*
 * Reads a module file as the kernel's loader does (kernel/module/main.c), for both classes and byte orders:
 * only sections with SHF_ALLOC count, and the name is that of .modinfo.
 */
#include "module.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

struct view {
	const unsigned char *at;
	size_t size;
	bool is_big, is_64;
};

struct section {
	const char *name;
	uint64_t type, flags, offset, size, link;
};

struct sections {
	struct section *at;
	size_t count;
};

static bool inside(const struct view *view, uint64_t offset, uint64_t length)
{
	return offset <= view->size && length <= view->size - offset;
}

/* The number of `width` bytes at `offset`, which the caller knows to be inside. */
static uint64_t number(const struct view *view, uint64_t offset, unsigned width)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < width; i++)
		value = value << 8 | view->at[offset + (view->is_big ? i : width - 1 - i)];
	return value;
}

/* The string at `offset`, or NULL if it does not end inside of the section. */
static const char *string(const struct view *view, const struct section *table, uint64_t offset)
{
	if (offset >= table->size)
		return NULL;
	const char *text = (const char *)view->at + table->offset + offset;
	return memchr(text, 0, table->size - offset) ? text : NULL;
}

static bool read_section(const struct view *view, uint64_t at, struct section *out)
{
	unsigned word = view->is_64 ? 8 : 4;
	out->type = number(view, at + 4, 4);
	out->flags = number(view, at + 8, word);
	out->offset = number(view, at + 8 + 2 * word, word);
	out->size = number(view, at + 8 + 3 * word, word);
	out->link = number(view, at + 8 + 4 * word, 4);
	if (out->type == SHT_NOBITS || out->type == SHT_NULL)
		out->size = 0;
	return out->size == 0 || inside(view, out->offset, out->size);
}

static int read_sections(const struct view *view, struct pool *pool, struct sections *out)
{
	uint64_t headers = number(view, view->is_64 ? 40 : 32, view->is_64 ? 8 : 4);
	uint64_t rest = view->is_64 ? 58 : 46;		/* e_shentsize, e_shnum, e_shstrndx */
	uint64_t entry_size = number(view, rest, 2), count = number(view, rest + 2, 2);
	uint64_t names = number(view, rest + 4, 2);

	if (entry_size != (view->is_64 ? 64 : 40) || !inside(view, headers, count * entry_size) || names >= count)
		return -ENOEXEC;
	out->at = pool_alloc(pool, count * sizeof *out->at);
	out->count = count;
	for (size_t i = 0; i < count; i++) {
		if (!read_section(view, headers + i * entry_size, &out->at[i]))
			return -ENOEXEC;
	}
	for (size_t i = 0; i < count; i++) {
		out->at[i].name = string(view, &out->at[names], number(view, headers + i * entry_size, 4));
		if (!out->at[i].name)
			return -ENOEXEC;
	}
	return 0;
}

static const struct section *find_section(const struct sections *sections, const char *name)
{
	for (size_t i = 1; i < sections->count; i++) {
		if (sections->at[i].flags & SHF_ALLOC && !strcmp(sections->at[i].name, name))
			return &sections->at[i];
	}
	return NULL;
}

/* The NUL-ended strings of a section, empty ones left out. */
static void read_strings(const struct view *view, const struct section *section, struct pool *pool, struct names *out)
{
	if (!section)
		return;
	const char *at = (const char *)view->at + section->offset, *end = at + section->size;
	while (at < end) {
		size_t length = strnlen(at, end - at);
		if (length)
			POOL_ADD(pool, out, pool_copy(pool, at, length));
		at += length + 1;
	}
}

static void version(struct module_file *module, const char *name, size_t length, uint32_t crc)
{
	for (size_t i = 0; i < module->needs.count; i++) {
		struct symbol *need = &module->needs.at[i];
		if (strlen(need->name) == length && !memcmp(need->name, name, length)) {
			need->crc = crc;
			need->has_crc = true;
		}
	}
}

static void read_versions(const struct view *view, const struct sections *sections, struct module_file *module)
{
	const struct section *table = find_section(sections, "__versions");
	unsigned word = view->is_64 ? 8 : 4;
	for (uint64_t at = 0; table && at + 64 <= table->size; at += 64) {
		const char *name = (const char *)view->at + table->offset + at + word;
		version(module, name, strnlen(name, 64 - word), number(view, table->offset + at, word));
	}

	const struct section *crcs = find_section(sections, "__version_ext_crcs");
	const struct section *strings = find_section(sections, "__version_ext_names");
	struct names names = {0};
	read_strings(view, strings, &module->pool, &names);
	for (size_t i = 0; crcs && i < names.count && 4 * i + 4 <= crcs->size; i++)
		version(module, names.at[i], strlen(names.at[i]), number(view, crcs->offset + 4 * i, 4));

	module->has_versions = table || crcs;
}

/* The CRC of the export with this number in __kcrctab, if there is one. */
static void add_export(const struct view *view, const struct sections *sections, struct module_file *module, char *name)
{
	const struct section *crcs = find_section(sections, "__kcrctab");
	struct symbol export = { .name = name };
	uint64_t at = 4 * module->exports.count;
	if (crcs && at + 4 <= crcs->size) {
		export.crc = number(view, crcs->offset + at, 4);
		export.has_crc = true;
	}
	POOL_ADD(&module->pool, &module->exports, export);
}

/* mkko's exports are __ksymtab_strings, in the order of __kcrctab; for the compiler's only the names are right. */
static void read_exports(const struct view *view, const struct sections *sections, struct module_file *module)
{
	struct names names = {0};
	read_strings(view, find_section(sections, "__ksymtab_strings"), &module->pool, &names);
	bool is_compiled = false;
	for (size_t i = 1; i < sections->count; i++)
		is_compiled |= !strcmp(sections->at[i].name, ".rela__ksymtab");
	for (size_t i = 0; i < names.count; i++) {
		if (is_compiled)
			POOL_ADD(&module->pool, &module->exports, (struct symbol) { .name = names.at[i] });
		else
			add_export(view, sections, module, names.at[i]);
	}
}

static int read_symbols(const struct view *view, const struct sections *sections, struct module_file *module)
{
	const struct section *table = NULL;
	for (size_t i = 1; i < sections->count; i++) {
		if (sections->at[i].type == SHT_SYMTAB)
			table = &sections->at[i];
	}
	if (!table || table->link >= sections->count)
		return -ENOEXEC;

	unsigned entry_size = view->is_64 ? 24 : 16;
	for (uint64_t at = entry_size; at + entry_size <= table->size; at += entry_size) {
		uint64_t entry = table->offset + at;
		const char *name = string(view, &sections->at[table->link], number(view, entry, 4));
		unsigned info = number(view, entry + (view->is_64 ? 4 : 12), 1);
		unsigned section = number(view, entry + (view->is_64 ? 6 : 14), 2);
		if (!name)
			return -ENOEXEC;
		if (!strcmp(name, "cleanup_module"))
			module->has_exit = true;
		if (section != SHN_UNDEF || !*name || !strcmp(name, "_GLOBAL_OFFSET_TABLE_"))
			continue;
		struct symbol need = { .name = pool_string(&module->pool, name), .weak = info >> 4 == STB_WEAK };
		POOL_ADD(&module->pool, &module->needs, need);
	}
	return 0;
}

/* Cuts the signature off, as module_sig_check does. */
static void cut_signature(struct view *view, struct module_file *module)
{
	static const char marker[] = "~Module signature appended~\n";
	size_t tail = sizeof marker - 1 + 12;
	if (view->size < tail || memcmp(view->at + view->size - (sizeof marker - 1), marker, sizeof marker - 1))
		return;
	view->is_big = true;
	uint64_t length = number(view, view->size - tail + 8, 4);
	if (length > view->size - tail)
		return;
	view->size -= tail + length;
	module->is_signed = true;
	module->signature = pool_copy(&module->pool, (const char *)view->at + view->size, length);
	module->signature_size = length;
}

int module_parse(struct module_file *module, const unsigned char *image, size_t size)
{
	struct view view = { .at = image, .size = size };
	struct sections sections = {0};
	*module = (struct module_file) {0};

	cut_signature(&view, module);
	if (view.size < 64 || memcmp(image, ELFMAG, SELFMAG))
		return -ENOEXEC;
	view.is_64 = image[EI_CLASS] == ELFCLASS64;
	view.is_big = image[EI_DATA] == ELFDATA2MSB;
	module->bits = view.is_64 ? 64 : 32;
	module->is_big = view.is_big;
	module->machine = number(&view, 18, 2);
	if (number(&view, 16, 2) != ET_REL || read_sections(&view, &module->pool, &sections))
		return -ENOEXEC;

	read_strings(&view, find_section(&sections, ".modinfo"), &module->pool, &module->info);
	const char *name = module_info(module, "name");
	if (!name || !find_section(&sections, ".gnu.linkonce.this_module"))
		return -ENOEXEC;
	module->name = pool_copy(&module->pool, name, strnlen(name, 55));
	if (read_symbols(&view, &sections, module))
		return -ENOEXEC;
	read_versions(&view, &sections, module);
	read_exports(&view, &sections, module);
	return 0;
}

const char *module_info(const struct module_file *module, const char *key)
{
	size_t length = strlen(key);
	for (size_t i = 0; i < module->info.count; i++) {
		const char *info = module->info.at[i];
		if (!strncmp(info, key, length) && info[length] == '=')
			return info + length + 1;
	}
	return NULL;
}
