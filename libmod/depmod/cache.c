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

/* What is left of the file; `at` is NULL once something was asked for that is not there. */
struct cursor {
	const unsigned char *at;
	size_t left;
};

/* `size` bytes of it, and those that fill up to a multiple of 8. NULL from the first failure on. */
static const void *take(struct cursor *cursor, uint64_t size)
{
	const unsigned char *at = cursor->at;
	uint64_t padded = (size + 7) & ~(uint64_t)7;

	cursor->at = NULL;
	if (!at || padded < size || padded > cursor->left)
		return NULL;
	cursor->at = at + padded;
	cursor->left -= padded;
	return at;
}

static bool numbers_valid(const struct number_list *list, uint32_t mask, size_t limit)
{
	for (uint32_t i = 0; i < list->count; i++)
		if ((list->at[i] & mask) >= limit)
			return false;
	return true;
}

static void take_record(struct cursor *cursor, struct known *known, size_t symbol_count)
{
	const struct cache_record *record = take(cursor, sizeof *record);
	struct facts *facts = &known->facts;
	const char *text;

	if (!record)
		return;
	known->stamp = record->stamp;
	facts->exports.count = record->export_count;
	facts->needs.count = record->need_count;
	facts->infos_size = record->infos_size;
	facts->exports.at = (uint32_t *)take(cursor, ((uint64_t)record->export_count + record->need_count) * 4);
	text = take(cursor, (uint64_t)record->path_size + record->infos_size);
	if (!text)
		return;
	facts->needs.at = facts->exports.at + record->export_count;
	known->path = text;
	facts->infos = text + record->path_size;
	/* both end in NUL */
	if (!record->path_size || facts->infos[-1] || facts->infos[(int64_t)record->infos_size - 1] ||
	    !numbers_valid(&facts->exports, UINT32_MAX, symbol_count) ||
	    !numbers_valid(&facts->needs, NEED_SYMBOL, symbol_count))
		cursor->at = NULL;
}

static struct known *take_records(struct cursor *cursor, struct arena *arena, uint32_t count, size_t symbol_count)
{
	struct known *records;

	if (count > cursor->left / sizeof(struct cache_record)) {
		cursor->at = NULL;
		return NULL;
	}
	records = arena_alloc(arena, count * sizeof *records);
	for (uint32_t i = 0; i < count; i++)
		take_record(cursor, &records[i], symbol_count);
	return records;
}

/* The names come in the order of their numbers, so a table that is empty gives them these numbers. */
static void take_symbols(struct cursor *cursor, struct symbol_names *names, uint32_t count)
{
	const char *start = (const char *)cursor->at, *at = start;
	size_t left = cursor->left;

	/* each has a byte at least */
	if (!start || count > left) {
		cursor->at = NULL;
		return;
	}
	symbol_names_reserve(names, count);
	for (uint32_t i = 0; i < count && cursor->at; i++) {
		size_t length = strnlen(at, left);

		if (length == left || symbol_names_borrow(names, at, length) != i)
			cursor->at = NULL;
		at += length + 1;
		left -= length + 1;
	}
	take(cursor, (size_t)(at - start));
}

static bool take_all(struct cache *cache, struct tree *tree, struct cursor *cursor)
{
	const struct cache_header *head = cache->head;

	cache->lists = take(cursor, LISTS * sizeof *cache->lists);
	cache->outputs = take(cursor, head->outputs * sizeof *cache->outputs);
	cache->folder_count = head->folders;
	cache->folders = take_records(cursor, tree->arena, head->folders, 0);
	cache->head_size = head->size - cursor->left;
	take_symbols(cursor, &tree->symbols, head->symbols);
	cache->count = head->modules;
	cache->modules = take_records(cursor, tree->arena, head->modules, head->symbols);
	return cursor->at && !cursor->left;
}

void cache_header_fill(struct cache_header *header, const struct cache_place *place)
{
	*header = (struct cache_header){
		.magic = "kmodbox depmod cache 4\n",
		.order = CACHE_ORDER,
		.prefix = place->prefix ? (unsigned char)*place->prefix : 0,
		.sources = place->sources,
		.outputs = (uint32_t)outputs_count(place->outputs),
	};
}

bool cache_parse(struct cache *cache, struct tree *tree, const unsigned char *bytes, size_t size,
		 const struct cache_place *place)
{
	struct cursor cursor = { .at = bytes, .left = size };
	const struct cache_header *head = take(&cursor, sizeof *head);
	struct cache_header wanted;

	cache_header_fill(&wanted, place);
	cache->head = head;
	if (head && head->size == size && !memcmp(head, &wanted, offsetof(struct cache_header, size)) &&
	    head->outputs == wanted.outputs && take_all(cache, tree, &cursor))
		return true;
	symbol_names_free(&tree->symbols);
	*cache = (struct cache){ 0 };
	return false;
}

bool cache_load(struct cache *cache, struct tree *tree, const struct cache_place *place)
{
	const size_t head_size = sizeof(struct cache_header);
	const char *path = path_join(tree->arena, place->dir, CACHE_NAME);
	const struct cache_header *head;
	struct str file;

	*cache = (struct cache){ 0 };
	/* after this what is taken from the arena next is aligned */
	arena_alloc(tree->arena, 0);
	if (file_read(tree->arena, path, CACHE_LIMIT, &file, NULL))
		return false;
	head = (const void *)file.at;
	return file.length >= head_size && !((uintptr_t)head & 7) &&
	       head->checksum == digest(0, head + 1, file.length - head_size) &&
	       cache_parse(cache, tree, (const unsigned char *)head, file.length, place);
}

/* ---- asking ---- */

void cache_attach(const struct cache *cache, struct tree *tree)
{
	struct arena scratch = { 0 };
	struct map by_path = { .arena = &scratch };

	for (size_t i = 0; i < cache->count; i++)
		*map_slot(&by_path, str_of(cache->modules[i].path)) = &cache->modules[i];
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

/* Whether the lists [from, to) are as they were. */
static bool lists_same(const struct cache *cache, const struct tree *tree, size_t from, size_t to)
{
	struct file_stamp lists[LISTS];

	cache_lists(tree, lists);
	return !memcmp(&lists[from], &cache->lists[from], (to - from) * sizeof *lists);
}

/* The folders, if all are as they were. */
static bool walk_folders(const struct cache *cache, struct tree *tree)
{
	tree->visits = arena_alloc(tree->arena, cache->folder_count * sizeof *tree->visits);
	for (size_t i = 0; i < cache->folder_count; i++) {
		const struct known *folder = &cache->folders[i];

		tree->visits[i] = (struct visit){ .path = folder->path, .stamp = folder_stamp(tree, folder->path) };
		if (tree->visits[i].stamp.id != folder->stamp.id)
			return false;
	}
	return true;
}

bool cache_walk(const struct cache *cache, struct tree *tree, const struct cache_place *place)
{
	struct module *module;

	if (!cache->folder_count || cache->head->sources != place->sources ||
	    !lists_same(cache, tree, LIST_ORDER, LISTS) || !walk_folders(cache, tree))
		return false;
	tree->modules = arena_alloc(tree->arena, cache->count * sizeof *tree->modules);
	module = arena_alloc(tree->arena, cache->count * sizeof *module);
	for (size_t i = 0; i < cache->count; i++, module++) {
		module->known = &cache->modules[i];
		module->shown = module->known->path;
		module->is_external = *module->shown == '/';
		module->path = module->is_external ? module->shown : path_join(tree->arena, tree->dir, module->shown);
		module->stamp = file_stamp(module->path);
		if (!module->stamp.id)
			return false;
		module->name = name_of_path(tree->arena, path_base(module->path));
		tree->modules[i] = module;
	}
	tree->count = cache->count;
	tree->visit_count = cache->folder_count;
	return true;
}

static bool differs(const void *a, size_t a_size, const void *b, size_t b_size)
{
	return a_size != b_size || memcmp(a, b, a_size);
}

static bool list_differs(const struct number_list *a, const struct number_list *b)
{
	return differs(a->at, a->count * sizeof *a->at, b->at, b->count * sizeof *b->at);
}

/* Bits of enum input: what of two modules differs. */
static unsigned facts_differ(const struct facts *a, const struct facts *b)
{
	/* taken over as they are */
	if (a->infos == b->infos)
		return 0;
	return (list_differs(&a->exports, &b->exports) ? INPUT_EXPORTS : 0) |
	       (list_differs(&a->needs, &b->needs) ? INPUT_NEEDS : 0) |
	       (differs(a->infos, a->infos_size, b->infos, b->infos_size) ? INPUT_INFOS : 0);
}

/* Bits of enum input: what is not as it was when the outputs were made. */
static unsigned inputs_changed(const struct cache *cache, const struct tree *tree)
{
	unsigned changed = lists_same(cache, tree, 0, LIST_ORDER) ? 0 : INPUT_BUILTIN;

	if (tree->count != cache->count)
		return changed | INPUT_MODULES;
	for (size_t i = 0; i < tree->count; i++)
		changed |= tree->modules[i]->known == &cache->modules[i] ?
			facts_differ(&tree->modules[i]->facts, &cache->modules[i].facts) : INPUT_MODULES;
	return changed;
}

/* Whether a file holds what was once written to it, even if another program has written it since. */
static bool holds(const char *path, uint64_t written)
{
	struct arena scratch = { 0 };
	struct str file;
	bool same = file_is_plain(path) && !file_read(&scratch, path, CACHE_LIMIT, &file, NULL) &&
		    digest(0, file.at, file.length) == written;

	arena_free(&scratch);
	return same;
}

bool cache_judge(const struct cache *cache, const struct tree *tree, const struct cache_place *place)
{
	unsigned changed = cache->outputs ? inputs_changed(cache, tree) : INPUT_ALL;
	struct arena scratch = { 0 };
	bool all = true;

	for (size_t i = 0; place->outputs[i].name; i++) {
		const char *path = path_join(&scratch, place->dir, place->outputs[i].name);
		struct output_mark mark = { .stamp = file_stamp(path) };

		if (!(place->outputs[i].inputs & changed)) {
			mark.digest = cache->outputs[i].digest;
			if (mark.stamp.id == cache->outputs[i].stamp.id || holds(path, mark.digest))
				place->marks[i] = mark;
		}
		all &= place->marks[i].stamp.id != 0;
	}
	arena_free(&scratch);
	return all;
}
