/* SPDX-License-Identifier: 0BSD */
/* The cache of an earlier run, taken apart with every length checked, and asked. */
#include "depmod/cache_format.h"

#include "base/files.h"
#include "base/map.h"
#include "base/str.h"
#include "depmod/digest.h"
#include "depmod/publish.h"
#include "depmod/walk.h"
#include "module/name.h"

#include <string.h>

/* More than any tree has ever needed. */
#define CACHE_LIMIT ((size_t)256 << 20)

/* ---- loading ---- */

/* What is left of the file; `bad` once something was asked for that is not there. */
struct cursor {
	const unsigned char *at;
	size_t left;
	bool bad;
};

/* `size` bytes of it, and those that fill up to a multiple of 8. */
static const void *take(struct cursor *cursor, uint64_t size)
{
	const unsigned char *at = cursor->at;
	uint64_t padded = (size + 7) & ~(uint64_t)7;

	if (cursor->bad || padded < size || padded > cursor->left) {
		cursor->bad = true;
		return NULL;
	}
	cursor->at += padded;
	cursor->left -= padded;
	return at;
}

static void take_copy(struct cursor *cursor, void *out, size_t size)
{
	const void *at = take(cursor, size);

	if (at)
		memcpy(out, at, size);
}

static bool numbers_valid(const uint32_t *numbers, uint32_t count, uint32_t mask, size_t limit)
{
	for (uint32_t i = 0; i < count; i++)
		if ((numbers[i] & mask) >= limit)
			return false;
	return true;
}

static void take_module(struct cursor *cursor, struct known_module *known, size_t symbol_count)
{
	struct facts *facts = &known->facts;
	struct cache_record record = { 0 };
	uint64_t number_count;
	const char *text;

	take_copy(cursor, &record, sizeof record);
	number_count = (uint64_t)record.export_count + record.need_count;
	known->stamp = record.stamp;
	facts->export_count = record.export_count;
	facts->need_count = record.need_count;
	facts->infos_size = record.infos_size;
	facts->exports = (uint32_t *)take(cursor, number_count * sizeof *facts->exports);
	text = take(cursor, (uint64_t)record.shown_size + record.infos_size);
	if (cursor->bad)
		return;
	facts->needs = facts->exports + facts->export_count;
	known->shown = text;
	facts->infos = text + record.shown_size;
	/* both end in NUL */
	cursor->bad = !record.shown_size || facts->infos[-1] || facts->infos[(int64_t)record.infos_size - 1] ||
		      !numbers_valid(facts->exports, facts->export_count, UINT32_MAX, symbol_count) ||
		      !numbers_valid(facts->needs, facts->need_count, NEED_SYMBOL, symbol_count);
}

/* The names come in the order of their numbers, so a table that is empty gives them these numbers. */
static void take_symbols(struct cursor *cursor, struct symbol_names *names, uint32_t count)
{
	uint64_t size = 0;
	const char *at, *end;

	take_copy(cursor, &size, sizeof size);
	at = take(cursor, size);
	/* each has a byte at least, and the last one ends in NUL */
	cursor->bad |= count > size || (size && at && at[size - 1]);
	if (cursor->bad)
		return;
	symbol_names_reserve(names, count);
	end = at + size;
	for (uint32_t i = 0; i < count && !cursor->bad; i++) {
		size_t length = at < end ? strlen(at) : 0;

		cursor->bad = at == end || symbol_names_borrow(names, at, length) != i;
		at += length + 1;
	}
}

static void take_folders(struct cursor *cursor, struct cache *cache, struct arena *arena, uint32_t count)
{
	cursor->bad |= count > cursor->left / sizeof(struct cache_folder);
	if (cursor->bad)
		return;
	cache->folders = arena_alloc(arena, count * sizeof *cache->folders);
	cache->folder_count = count;
	for (uint32_t i = 0; i < count && !cursor->bad; i++) {
		struct cache_folder folder = { 0 };

		take_copy(cursor, &folder, sizeof folder);
		cache->folders[i].stamp = folder.stamp;
		cache->folders[i].path = take(cursor, folder.path_size);
		cursor->bad |= !folder.path_size || (!cursor->bad && cache->folders[i].path[folder.path_size - 1]);
	}
}

static bool take_all(struct cache *cache, struct tree *tree, struct cursor *cursor, const struct cache_header *header)
{
	cache->lists = take(cursor, LISTS * sizeof *cache->lists);
	cache->outputs = take(cursor, header->outputs * sizeof *cache->outputs);
	take_folders(cursor, cache, tree->arena, header->folders);
	cache->head_size = (size_t)(cursor->at - cache->head);
	take_symbols(cursor, &tree->symbols, header->symbols);
	if (header->modules > cursor->left / sizeof(struct cache_record))
		return false;
	cache->modules = arena_alloc(tree->arena, header->modules * sizeof *cache->modules);
	for (uint32_t i = 0; i < header->modules && !cursor->bad; i++)
		take_module(cursor, &cache->modules[i], header->symbols);
	cache->count = header->modules;
	cache->sources = header->sources;
	return !cursor->bad && !cursor->left;
}

struct cache_header cache_header_of(const struct cache_place *place)
{
	struct cache_header header = {
		.magic = "kmodbox depmod cache 3\n",
		.order = CACHE_ORDER,
		.prefix = place->prefix ? (unsigned char)*place->prefix : 0,
		.sources = place->sources,
	};

	for (const struct output *output = place->outputs; output->name; output++)
		header.outputs++;
	return header;
}

bool cache_parse(struct cache *cache, struct tree *tree, const unsigned char *bytes, size_t size,
		 const struct cache_place *place)
{
	struct cursor cursor = { .at = bytes, .left = size };
	struct cache_header header = { 0 }, wanted = cache_header_of(place);

	cache->head = bytes;
	take_copy(&cursor, &header, sizeof header);
	if (header.size == size && !memcmp(&header, &wanted, offsetof(struct cache_header, size)) &&
	    header.outputs == wanted.outputs && take_all(cache, tree, &cursor, &header))
		return true;
	symbol_names_free(&tree->symbols);
	*cache = (struct cache){ 0 };
	return false;
}

bool cache_load(struct cache *cache, struct tree *tree, const struct cache_place *place)
{
	const size_t head = sizeof(struct cache_header);
	const char *path = path_join(tree->arena, place->dir, CACHE_NAME);
	const unsigned char *bytes;
	struct str file;

	*cache = (struct cache){ 0 };
	/* after this what is taken from the arena next is aligned */
	arena_alloc(tree->arena, 0);
	if (file_read(tree->arena, path, CACHE_LIMIT, &file, NULL))
		return false;
	bytes = (const unsigned char *)file.at;
	return file.length >= head && !((uintptr_t)bytes & 7) &&
	       ((const struct cache_header *)(const void *)bytes)->checksum ==
		       digest(0, bytes + head, file.length - head) &&
	       cache_parse(cache, tree, bytes, file.length, place);
}

/* ---- asking ---- */

void cache_attach(const struct cache *cache, struct tree *tree)
{
	struct arena scratch = { 0 };
	struct map by_path = { .arena = &scratch };

	for (size_t i = 0; i < cache->count; i++)
		*map_slot(&by_path, str_of(cache->modules[i].shown)) = &cache->modules[i];
	for (size_t i = 0; i < tree->count; i++)
		tree->modules[i]->known = map_get(&by_path, str_of(tree->modules[i]->shown));
	arena_free(&scratch);
}

void cache_lists(const struct tree *tree, struct file_stamp stamps[LISTS])
{
	static const char *const names[LISTS] = { "modules.builtin", "modules.builtin.modinfo", "modules.order" };
	struct arena scratch = { 0 };

	for (size_t i = 0; i < LISTS; i++)
		stamps[i] = file_stamp(path_join(&scratch, tree->dir, names[i]));
	arena_free(&scratch);
}

bool cache_walk(const struct cache *cache, struct tree *tree, const struct cache_place *place)
{
	struct file_stamp lists[LISTS], stamp;
	struct module *module;

	if (!cache->folder_count)
		return false;
	cache_lists(tree, lists);
	if (cache->sources != place->sources ||
	    !file_stamp_equal(&lists[LIST_ORDER], &cache->lists[LIST_ORDER]))
		return false;
	for (size_t i = 0; i < cache->folder_count; i++) {
		stamp = folder_stamp(tree, cache->folders[i].path);
		if (!file_stamp_equal(&stamp, &cache->folders[i].stamp))
			return false;
	}
	tree->modules = arena_alloc(tree->arena, cache->count * sizeof *tree->modules);
	module = arena_alloc(tree->arena, cache->count * sizeof *module);
	for (size_t i = 0; i < cache->count; i++, module++) {
		module->known = &cache->modules[i];
		module->shown = module->known->shown;
		module->is_external = *module->shown == '/';
		module->path = module->is_external ? module->shown : path_join(tree->arena, tree->dir, module->shown);
		module->stamp = file_stamp(module->path);
		if (!module->stamp.inode)
			return false;
		module->name = name_of_path(tree->arena, path_base(module->path));
		tree->modules[i] = module;
	}
	tree->count = cache->count;
	tree->visits = cache->folders;
	tree->visit_count = cache->folder_count;
	return true;
}

/* Bits of enum input: what of two modules differs. */
static unsigned facts_differ(const struct facts *a, const struct facts *b)
{
	/* taken over as they are */
	if (a->infos == b->infos)
		return 0;
	return (a->export_count != b->export_count ||
		memcmp(a->exports, b->exports, a->export_count * sizeof *a->exports) ? INPUT_EXPORTS : 0) |
	       (a->need_count != b->need_count ||
		memcmp(a->needs, b->needs, a->need_count * sizeof *a->needs) ? INPUT_NEEDS : 0) |
	       (a->infos_size != b->infos_size || memcmp(a->infos, b->infos, a->infos_size) ? INPUT_INFOS : 0);
}

/* Bits of enum input: what is not as it was when the outputs were made. */
static unsigned inputs_changed(const struct cache *cache, const struct tree *tree)
{
	struct file_stamp lists[LISTS];
	unsigned changed = 0;

	cache_lists(tree, lists);
	for (size_t i = 0; i < LIST_ORDER; i++)
		if (!file_stamp_equal(&lists[i], &cache->lists[i]))
			changed |= INPUT_BUILTIN;
	if (tree->count != cache->count)
		return changed | INPUT_MODULES;
	for (size_t i = 0; i < tree->count; i++)
		changed |= tree->modules[i]->known == &cache->modules[i] ?
			facts_differ(&tree->modules[i]->facts, &cache->modules[i].facts) : INPUT_MODULES;
	return changed;
}

/* Fills the mark if a file holds what was once written to it, even if another program has written it since. */
static void judge(struct output_mark *mark, const struct output_mark *made, const char *path)
{
	struct arena scratch = { 0 };
	struct file_stamp stamp = file_stamp(path);
	struct str file;

	if (file_stamp_equal(&stamp, &made->stamp) ||
	    (stamp.size == made->stamp.size && file_is_plain(path) &&
	     !file_read(&scratch, path, (size_t)stamp.size, &file, NULL) && file.length == stamp.size &&
	     digest(0, file.at, file.length) == made->digest))
		*mark = (struct output_mark){ stamp, made->digest };
	arena_free(&scratch);
}

struct output_mark *cache_judge(const struct cache *cache, const struct tree *tree, const struct cache_place *place,
				struct arena *arena)
{
	unsigned changed = cache->outputs ? inputs_changed(cache, tree) : INPUT_ALL;
	size_t count = cache_header_of(place).outputs;
	struct output_mark *marks = arena_alloc(arena, count * sizeof *marks);

	for (size_t i = 0; i < count; i++)
		if (!(place->outputs[i].inputs & changed))
			judge(&marks[i], &cache->outputs[i], path_join(arena, place->dir, place->outputs[i].name));
	return marks;
}
