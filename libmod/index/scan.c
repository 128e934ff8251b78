/* SPDX-License-Identifier: 0BSD */
/* A module directory without indexes. */
#include "index/scan.h"

#include "base/files.h"
#include "base/log.h"
#include "base/map.h"
#include "base/sort.h"
#include "base/str.h"
#include "file/compressor.h"
#include "file/image.h"
#include "index/textalias.h"
#include "index/textline.h"
#include "module/elf.h"
#include "module/modinfo.h"
#include "module/name.h"
#include "module/symbols.h"

#include <string.h>
#include <sys/stat.h>

/* modules.order of Debian has 250 KB */
#define ORDER_LIMIT ((size_t)64 << 20)

/* The walk: folders that were found, and those that are known by device and inode. */
struct walk {
	struct scan *scan;
	struct name_list folders;	/* paths below the directory, "" for itself */
	struct map seen;
};

/* Whether the folder was not met before, under whatever name. */
static bool folder_is_new(struct walk *walk, const char *path)
{
	struct arena *arena = walk->scan->arena;
	struct stat status;
	uint64_t *identity;
	void **slot;

	if (stat(path_join(arena, walk->scan->dir, path), &status))
		return false;
	identity = arena_alloc(arena, 2 * sizeof *identity);
	identity[0] = status.st_dev;
	identity[1] = status.st_ino;
	slot = map_slot(&walk->seen, (struct str){ (const char *)identity, 2 * sizeof *identity });
	if (*slot)
		return false;
	*slot = identity;
	return true;
}

static void module_add(struct scan *scan, const char *path)
{
	const char *name = name_of_path(scan->arena, path);

	if (!*name || !index_key_is_valid(name))
		return;
	scan->modules = arena_grow(scan->arena, scan->modules, scan->count, &scan->capacity, sizeof *scan->modules);
	scan->modules[scan->count++] = (struct scan_module){ name, path, UINT32_MAX };
}

static void entry_add(struct walk *walk, const char *folder, const struct folder_entry *entry)
{
	struct scan *scan = walk->scan;
	enum file_kind kind = entry->kind;
	const char *path;

	if (*entry->name == '.' || !strcmp(entry->name, "build") || !strcmp(entry->name, "source"))
		return;
	path = path_join(scan->arena, folder, entry->name);
	if (kind == FILE_UNKNOWN || kind == FILE_LINK)
		kind = file_kind(path_join(scan->arena, scan->dir, path));
	if (kind == FILE_FOLDER && folder_is_new(walk, path))
		names_add(&walk->folders, scan->arena, path);
	else if (kind == FILE_REGULAR && compressor_module_name(entry->name, NULL))
		module_add(scan, path);
}

/* Lists every folder, those that are found on the way too. */
static int walk_folders(struct walk *walk, struct err *err)
{
	struct scan *scan = walk->scan;

	folder_is_new(walk, "");
	names_add(&walk->folders, scan->arena, "");
	for (size_t i = 0; i < walk->folders.count; i++) {
		const char *path = walk->folders.at[i];
		struct folder folder;
		struct err unreadable;
		int rc = folder_list(scan->arena, i ? path_join(scan->arena, scan->dir, path) : scan->dir,
				     &folder, i ? &unreadable : err);

		if (rc && !i)
			return rc;
		if (rc)
			log_debug("%s", unreadable.text);
		for (size_t k = 0; k < folder.count; k++)
			entry_add(walk, path, &folder.entries[k]);
	}
	return 0;
}

static bool is_update(const struct scan_module *module)
{
	return str_starts(module->path, "updates/");
}

/* By name, and of one name the file that counts first. */
static int module_compare_name(const void *a, const void *b)
{
	const struct scan_module *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	if (!order)
		order = is_update(right) - is_update(left);
	return order ? order : strcmp(left->path, right->path);
}

static int module_compare_order(const void *a, const void *b)
{
	const struct scan_module *left = a, *right = b;

	if (left->order != right->order)
		return left->order < right->order ? -1 : 1;
	return strcmp(left->path, right->path);
}

static void drop_doubles(struct scan *scan)
{
	size_t kept = 0;

	sort(scan->modules, scan->count, sizeof *scan->modules, module_compare_name);
	for (size_t i = 0; i < scan->count; i++)
		if (!kept || strcmp(scan->modules[kept - 1].name, scan->modules[i].name))
			scan->modules[kept++] = scan->modules[i];
	scan->count = kept;
}

/* The length of a path up to and with ".ko": modules.order knows of no compression. */
static size_t plain_length(const char *path)
{
	size_t stem = 0;

	return compressor_module_name(path, &stem) ? stem + strlen(".ko") : 0;
}

static void read_order(struct scan *scan)
{
	struct map modules = { .arena = scan->arena };
	struct str text, line;
	uint32_t number = 0;

	if (file_read(scan->arena, path_join(scan->arena, scan->dir, "modules.order"), ORDER_LIMIT, &text, NULL))
		return;
	for (size_t i = 0; i < scan->count; i++) {
		const char *path = scan->modules[i].path;

		*map_slot(&modules, (struct str){ path, plain_length(path) }) = &scan->modules[i];
	}
	while (textline_next(&text, scan->arena, &line)) {
		struct scan_module *module = map_get(&modules, line);

		if (module && module->order == UINT32_MAX)
			module->order = number++;
	}
}

int scan_tree(struct scan *scan, const char *dir, struct arena *arena, struct err *err)
{
	struct walk walk = { .scan = scan, .seen = { .arena = arena } };
	int rc;

	*scan = (struct scan){ .dir = dir, .arena = arena };
	rc = walk_folders(&walk, err);
	if (rc)
		return rc;
	drop_doubles(scan);
	read_order(scan);
	sort(scan->modules, scan->count, sizeof *scan->modules, module_compare_order);
	return 0;
}

void scan_read_paths(const struct scan *scan, struct index_entries *out)
{
	for (size_t i = 0; i < scan->count; i++)
		index_entries_add(out, scan->arena, scan->modules[i].name,
				  arena_format(scan->arena, "%s:", scan->modules[i].path), (uint32_t)i);
}

/* What a file says, taken from it by `read` and added to `out`. */
typedef int (*module_reader)(const struct elf *elf, const struct scan_module *module, struct arena *scratch,
			     const struct scan *scan, struct index_entries *out, struct err *err);

static void read_all(const struct scan *scan, module_reader read, struct index_entries *out)
{
	struct arena scratch = { 0 };
	struct image image = { 0 };

	for (size_t i = 0; i < scan->count; i++) {
		const struct scan_module *module = &scan->modules[i];
		struct err err = { 0 };
		struct elf elf;

		arena_reset(&scratch);
		if (image_open(&image, path_join(&scratch, scan->dir, module->path), &scratch, &err) ||
		    elf_open(&elf, &image, &err) || read(&elf, module, &scratch, scan, out, &err))
			log_debug("%s", err.text);
		image_recycle(&image);
	}
	image_close(&image);
	arena_free(&scratch);
}

static int aliases_read(const struct elf *elf, const struct scan_module *module, struct arena *scratch,
			const struct scan *scan, struct index_entries *out, struct err *err)
{
	struct modinfo modinfo;
	struct str rest, key, value;
	int rc = modinfo_read(&modinfo, elf, err);

	if (rc)
		return rc;
	rest = modinfo.bytes;
	while (modinfo_next(&rest, &key, &value))
		if (str_equal(key, "alias"))
			textalias_add(arena_copy(scratch, value.at, value.length), module->name,
				      (uint32_t)(module - scan->modules), scan->arena, out);
	return 0;
}

static int symbols_read(const struct elf *elf, const struct scan_module *module, struct arena *scratch,
			const struct scan *scan, struct index_entries *out, struct err *err)
{
	struct symbol_list symbols = { 0 };
	int rc = symbols_exported(elf, scratch, &symbols, err);

	for (size_t i = 0; !rc && i < symbols.count; i++)
		textalias_add(arena_format(scratch, "symbol:%s", symbols.at[i].name), module->name,
			      (uint32_t)(module - scan->modules), scan->arena, out);
	return rc;
}

void scan_read_aliases(const struct scan *scan, struct index_entries *out)
{
	read_all(scan, aliases_read, out);
}

void scan_read_symbols(const struct scan *scan, struct index_entries *out)
{
	read_all(scan, symbols_read, out);
}

/* The names in "a,b,c". */
static void depends_read(struct str value, struct arena *arena, struct scan_needs *out)
{
	struct str name;

	out->has_depends = true;
	while (str_word(&value, ",", &name))
		names_add(&out->modules, arena, arena_copy(arena, name.at, name.length));
}

static int needs_read(const struct elf *elf, struct arena *arena, struct scan_needs *out, struct err *err)
{
	struct symbol_list symbols = { 0 };
	struct modinfo modinfo;
	struct str value;
	int rc = modinfo_read(&modinfo, elf, err);

	if (rc)
		return rc;
	if (modinfo_value(&modinfo, "depends", &value)) {
		depends_read(value, arena, out);
		return 0;
	}
	rc = symbols_needed(elf, arena, &symbols, err);
	for (size_t i = 0; !rc && i < symbols.count; i++)
		names_add(&out->symbols, arena, arena_format(arena, "symbol:%s", symbols.at[i].name));
	return rc;
}

int scan_needs(const char *path, struct arena *arena, struct scan_needs *out, struct err *err)
{
	struct image image = { 0 };
	struct elf elf;
	int rc;

	*out = (struct scan_needs){ 0 };
	rc = image_open(&image, path, arena, err);
	if (rc)
		return rc;
	rc = elf_open(&elf, &image, err);
	if (!rc)
		rc = needs_read(&elf, arena, out, err);
	image_close(&image);
	return rc;
}
