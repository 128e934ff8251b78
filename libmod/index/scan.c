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

/* Takes a folder that was not met before, under whatever name. */
static void folder_add(struct walk *walk, const char *path)
{
	struct arena *arena = walk->scan->arena;
	uint64_t *identity = arena_alloc(arena, 2 * sizeof *identity);
	struct stat status;
	void **slot;

	if (stat(path_join(arena, walk->scan->dir, path), &status))
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
	if (kind == FILE_FOLDER)
		folder_add(walk, path);
	else if (kind == FILE_REGULAR && compressor_module_name(entry->name, NULL))
		module_add(scan, path);
}

/* Lists every folder, those that are found on the way too. Only the first one has to be there. */
static int walk_folders(struct walk *walk, struct err *err)
{
	struct scan *scan = walk->scan;
	int first = 0;

	folder_add(walk, "");
	if (!walk->folders.count)
		return err_sys(err, "could not open '%s'", scan->dir);
	for (size_t i = 0; i < walk->folders.count; i++) {
		const char *path = walk->folders.at[i];
		struct folder folder;
		int rc = folder_list(scan->arena, path_join(scan->arena, scan->dir, path), &folder, err);

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

/* What one file says of itself: its aliases, or the symbols that it exports. */
static int module_read(const struct elf *elf, bool symbols, struct arena *scratch, struct name_list *out,
		       struct err *err)
{
	struct symbol_list exported = { 0 };
	struct str key, value;
	struct modinfo modinfo;
	int rc;

	if (symbols) {
		rc = symbols_exported(elf, scratch, &exported, err);
		for (size_t i = 0; i < exported.count; i++)
			names_add(out, scratch, arena_format(scratch, "symbol:%s", exported.at[i].name));
		return rc;
	}
	rc = modinfo_read(&modinfo, elf, err);
	while (modinfo_next(&modinfo.bytes, &key, &value))
		if (str_equal(key, "alias"))
			names_add(out, scratch, arena_copy(scratch, value.at, value.length));
	return rc;
}

static void read_all(const struct scan *scan, bool symbols, struct index_entries *out)
{
	struct arena scratch = { 0 };
	struct image image = { 0 };

	for (size_t i = 0; i < scan->count; i++) {
		const struct scan_module *module = &scan->modules[i];
		struct name_list names = { 0 };
		struct err err;
		struct elf elf;

		arena_reset(&scratch);
		if (image_open(&image, path_join(&scratch, scan->dir, module->path), &scratch, &err) ||
		    elf_open(&elf, &image, &err) || module_read(&elf, symbols, &scratch, &names, &err))
			log_debug("%s", err.text);
		for (size_t k = 0; k < names.count; k++)
			textalias_add(str_of(names.at[k]), module->name, (uint32_t)i, scan->arena, out);
		image_recycle(&image);
	}
	image_close(&image);
	arena_free(&scratch);
}

void scan_read_aliases(const struct scan *scan, struct index_entries *out)
{
	read_all(scan, false, out);
}

void scan_read_symbols(const struct scan *scan, struct index_entries *out)
{
	read_all(scan, true, out);
}

static int needs_read(const struct elf *elf, struct arena *arena, struct scan_needs *out, struct err *err)
{
	struct symbol_list symbols = { 0 };
	struct str names, name;
	struct modinfo modinfo;
	int rc = modinfo_read(&modinfo, elf, err);

	if (modinfo_value(&modinfo, "depends", &names)) {
		while (str_word(&names, ",", &name))
			names_add(&out->modules, arena, arena_copy(arena, name.at, name.length));
		return 0;
	}
	if (!rc)
		rc = symbols_needed(elf, arena, &symbols, err);
	for (size_t i = 0; i < symbols.count; i++)
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
	if (!rc)
		rc = elf_open(&elf, &image, err);
	if (!rc)
		rc = needs_read(&elf, arena, out, err);
	image_close(&image);
	return rc;
}
