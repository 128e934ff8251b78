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
	size_t root_length;		/* of the directory, with a slash, in front of all paths */
	struct name_list folders;
	struct map seen;
};

/* Takes a folder that was not met before, under whatever name. */
static void folder_add(struct walk *walk, const char *path)
{
	struct arena *arena = walk->scan->arena;
	uint64_t *identity = arena_alloc(arena, 2 * sizeof *identity);
	struct stat status;
	void **slot;

	if (stat(path, &status))
		return;
	identity[0] = status.st_dev;
	identity[1] = status.st_ino;
	slot = map_slot(&walk->seen, (struct str){ (const char *)identity, 2 * sizeof *identity });
	if (!*slot)
		names_add(&walk->folders, arena, path);
	*slot = walk;
}

static void module_add(struct scan *scan, const char *path)
{
	const char *name = name_of_path(scan->arena, path);
	struct scan_module *module;

	if (!*name || !index_key_is_valid(name))
		return;
	module = arena_add(scan->arena, &scan->modules, sizeof *module);
	*module = (struct scan_module){ name, path, UINT32_MAX };
}

static void entry_add(struct walk *walk, const char *folder, const struct folder_entry *entry)
{
	enum file_kind kind = entry->kind;
	const char *path;

	if (*entry->name == '.' || !strcmp(entry->name, "build") || !strcmp(entry->name, "source"))
		return;
	path = path_join(walk->scan->arena, folder, entry->name);
	if (kind == FILE_UNKNOWN || kind == FILE_LINK)
		kind = file_kind(path);
	if (kind == FILE_FOLDER)
		folder_add(walk, path);
	else if (kind == FILE_REGULAR && compressor_module_name(entry->name, NULL))
		module_add(walk->scan, path + walk->root_length);
}

/* Lists every folder, those that are found on the way too. Only the first one has to be there. */
static int walk_folders(struct walk *walk, struct err *err)
{
	struct scan *scan = walk->scan;
	const char *root = path_join(scan->arena, scan->dir, "");
	int first = 0;

	walk->root_length = strlen(root);
	folder_add(walk, root);
	if (!walk->folders.count)
		return err_sys(err, "could not open '%s'", scan->dir);
	for (size_t i = 0; i < walk->folders.count; i++) {
		const char *path = walk->folders.at[i];
		struct folder folder;
		int rc = folder_list(scan->arena, path, &folder, err);

		if (!i)
			first = rc;
		else if (rc)
			log_debug("%s", err->text);
		for (size_t k = 0; k < folder.count; k++)
			entry_add(walk, path, &folder.entries[k]);
	}
	return first;
}

static bool is_update(const char *path)
{
	return str_starts(path, "updates/");
}

static int module_compare(const void *a, const void *b)
{
	const struct scan_module *left = a, *right = b;
	int order = is_update(right->path) - is_update(left->path);

	if (!order)
		order = (left->order > right->order) - (left->order < right->order);
	return order ? order : strcmp(left->path, right->path);
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
	struct str text, path, rest;
	struct lines lines;
	uint32_t number = 0;

	if (file_read(scan->arena, path_join(scan->arena, scan->dir, "modules.order"), ORDER_LIMIT, &text, NULL))
		return;
	for (size_t i = 0; i < scan->count; i++)
		*map_slot(&modules, (struct str){ scan->modules[i].path, plain_length(scan->modules[i].path) }) =
			&scan->modules[i];
	lines_open(&lines, text, scan->arena);
	while (textline_next(&lines, &path, &rest)) {
		struct scan_module *module = map_get(&modules, path);

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
	read_order(scan);
	sort(scan->modules, scan->count, sizeof *scan->modules, module_compare);
	return 0;
}

void scan_read_paths(const struct scan *scan, struct index_entries *out)
{
	for (size_t i = 0; i < scan->count; i++)
		index_entries_add(out, scan->arena, scan->modules[i].name,
				  arena_format(scan->arena, "%s:", scan->modules[i].path), (uint32_t)i);
}

/* Adds what one file says of itself to `out`, in the arena. */
typedef int (*reader)(const struct elf *elf, struct arena *arena, struct name_list *out, struct err *err);

static int aliases_read(const struct elf *elf, struct arena *arena, struct name_list *out, struct err *err)
{
	struct str key, value;
	struct modinfo modinfo;
	int rc = modinfo_read(&modinfo, elf, err);

	while (modinfo_next(&modinfo.bytes, &key, &value))
		if (str_equal(key, "alias"))
			names_add(out, arena, arena_copy(arena, value.at, value.length));
	return rc;
}

/* Adds symbols under the names that they have in modules.symbols. */
static void symbols_name(const struct symbol_list *symbols, struct arena *arena, struct name_list *out)
{
	for (size_t i = 0; i < symbols->count; i++)
		names_add(out, arena, arena_format(arena, "symbol:%s", symbols->at[i].name));
}

static int exports_read(const struct elf *elf, struct arena *arena, struct name_list *out, struct err *err)
{
	struct symbol_list symbols = { 0 };
	int rc = symbols_exported(elf, arena, &symbols, err);

	symbols_name(&symbols, arena, out);
	return rc;
}

static int needs_read(const struct elf *elf, struct arena *arena, struct name_list *out, struct err *err)
{
	struct symbol_list symbols = { 0 };
	struct str names, name;
	struct modinfo modinfo;
	int rc = modinfo_read(&modinfo, elf, err);

	if (modinfo_value(&modinfo, "depends", &names)) {
		while (str_word(&names, ",", &name))
			names_add(out, arena, arena_copy(arena, name.at, name.length));
		return 0;
	}
	if (!rc)
		rc = symbols_needed(elf, arena, &symbols, err);
	symbols_name(&symbols, arena, out);
	return rc;
}

/* Asks one file; what it says before a fault is in `out` all the same. The image is left open. */
static void file_ask(struct image *image, const char *path, reader read, struct arena *arena, struct name_list *out)
{
	struct err err;
	struct elf elf;

	if (image_open(image, path, arena, &err) || elf_open(&elf, image, &err) || read(&elf, arena, out, &err))
		log_debug("%s", err.text);
}

static void read_all(const struct scan *scan, reader read, struct index_entries *out)
{
	struct arena scratch = { 0 };
	struct image image = { 0 };

	for (size_t i = 0; i < scan->count; i++) {
		const struct scan_module *module = &scan->modules[i];
		struct name_list names = { 0 };

		arena_reset(&scratch);
		file_ask(&image, path_join(&scratch, scan->dir, module->path), read, &scratch, &names);
		for (size_t k = 0; k < names.count; k++)
			textalias_add(str_of(names.at[k]), module->name, (uint32_t)i, scan->arena, out);
		image_recycle(&image);
	}
	image_close(&image);
	arena_free(&scratch);
}

void scan_read_aliases(const struct scan *scan, struct index_entries *out)
{
	read_all(scan, aliases_read, out);
}

void scan_read_symbols(const struct scan *scan, struct index_entries *out)
{
	read_all(scan, exports_read, out);
}

void scan_needs(const char *path, struct arena *arena, struct name_list *out)
{
	struct image image = { 0 };

	file_ask(&image, path, needs_read, arena, out);
	image_close(&image);
}
