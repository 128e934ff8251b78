/* SPDX-License-Identifier: 0BSD */
/* The cache of an earlier run, taken apart with every length checked, and asked. */
#include "depmod/cache_format.h"

#include "base/files.h"
#include "base/map.h"
#include "base/str.h"

#include <string.h>

/* More than any tree has ever needed. */
#define CACHE_LIMIT ((size_t)256 << 20)

/* FNV-1a by words of 8 bytes, of which the file is made: it is to find damage, not malice. */
uint64_t cache_checksum(const unsigned char *bytes, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325;

	for (size_t at = 0; at + sizeof sum <= size; at += sizeof sum) {
		uint64_t word;

		memcpy(&word, bytes + at, sizeof word);
		sum = (sum ^ word) * 0x100000001b3;
		sum ^= sum >> 29;
	}
	return sum;
}

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

static bool take_all(struct cache *cache, struct tree *tree, struct cursor *cursor, const struct cache_header *header)
{
	cache->stamps = take(cursor, header->stamps * sizeof *cache->stamps);
	take_symbols(cursor, &tree->symbols, header->symbols);
	if (header->modules > cursor->left / sizeof(struct cache_record))
		return false;
	cache->modules = arena_alloc(tree->arena, header->modules * sizeof *cache->modules);
	for (uint32_t i = 0; i < header->modules && !cursor->bad; i++)
		take_module(cursor, &cache->modules[i], header->symbols);
	cache->count = header->modules;
	return !cursor->bad && !cursor->left;
}

struct cache_header cache_header_of(const struct cache_place *place)
{
	struct cache_header header = {
		.magic = "kmodbox depmod cache 2\n",
		.order = CACHE_ORDER,
		.prefix = place->prefix ? (unsigned char)*place->prefix : 0,
		.stamps = 2,
	};

	for (const struct output *output = place->outputs; output->name; output++)
		header.stamps++;
	return header;
}

bool cache_parse(struct cache *cache, struct tree *tree, const unsigned char *bytes, size_t size,
		 const struct cache_place *place)
{
	struct cursor cursor = { .at = bytes, .left = size };
	struct cache_header header = { 0 }, wanted = cache_header_of(place);

	take_copy(&cursor, &header, sizeof header);
	if (header.size == size && !memcmp(&header, &wanted, offsetof(struct cache_header, size)) &&
	    header.stamps == wanted.stamps && take_all(cache, tree, &cursor, &header))
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
		       cache_checksum(bytes + head, file.length - head) &&
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

static bool facts_equal(const struct facts *a, const struct facts *b)
{
	/* taken over as they are */
	if (a->infos == b->infos)
		return true;
	return a->export_count == b->export_count && a->need_count == b->need_count &&
	       a->infos_size == b->infos_size &&
	       !memcmp(a->exports, b->exports, a->export_count * sizeof *a->exports) &&
	       !memcmp(a->needs, b->needs, a->need_count * sizeof *a->needs) &&
	       !memcmp(a->infos, b->infos, a->infos_size);
}

struct file_stamp *cache_stamps(const struct tree *tree, const struct cache_place *place, struct arena *arena)
{
	size_t count = cache_header_of(place).stamps;
	struct file_stamp *stamps = arena_alloc(arena, count * sizeof *stamps);

	stamps[0] = file_stamp(path_join(arena, tree->dir, "modules.builtin"));
	stamps[1] = file_stamp(path_join(arena, tree->dir, "modules.builtin.modinfo"));
	for (size_t i = 2; i < count; i++)
		stamps[i] = file_stamp(path_join(arena, place->dir, place->outputs[i - 2].name));
	return stamps;
}

bool cache_is_current(const struct cache *cache, const struct tree *tree, const struct cache_place *place)
{
	struct arena scratch = { 0 };
	const struct file_stamp *stamps = cache_stamps(tree, place, &scratch);
	bool same = cache->stamps && cache->count == tree->count;

	for (size_t i = 0; i < tree->count && same; i++)
		same = tree->modules[i]->known == &cache->modules[i] &&
		       facts_equal(&tree->modules[i]->facts, &cache->modules[i].facts);
	for (size_t i = cache_header_of(place).stamps; i-- && same;)
		same = file_stamp_equal(&stamps[i], &cache->stamps[i]) && (i < 2 || stamps[i].inode);
	arena_free(&scratch);
	return same;
}
