/* SPDX-License-Identifier: 0BSD */
/* The cache of an earlier run, taken apart with every length checked, and asked. */
#include "depmod/cache_format.h"

#include "base/files.h"
#include "base/map.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

/* Bytes that end in NUL; "" if they do not. */
static const char *take_text(struct cursor *cursor, uint32_t size)
{
	const char *at = take(cursor, size);

	if (at && size && !at[size - 1])
		return at;
	cursor->bad = true;
	return "";
}

static bool numbers_valid(const uint32_t *numbers, uint32_t count, uint32_t mask, size_t limit)
{
	for (uint32_t i = 0; i < count; i++)
		if ((numbers[i] & mask) >= limit)
			return false;
	return true;
}

static void take_module(struct cursor *cursor, const unsigned char *start, struct known_module *known,
			size_t symbol_count)
{
	struct facts *facts = &known->facts;
	struct cache_record record = { 0 };

	known->offset = (size_t)(cursor->at - start) + offsetof(struct cache_record, stamp);
	take_copy(cursor, &record, sizeof record);
	known->stamp = record.stamp;
	facts->export_count = record.export_count;
	facts->need_count = record.need_count;
	facts->infos_size = record.infos_size;
	facts->exports = (uint32_t *)take(cursor, (uint64_t)record.export_count * 4);
	facts->needs = (uint32_t *)take(cursor, (uint64_t)record.need_count * 4);
	known->shown = take_text(cursor, record.shown_size);
	facts->infos = record.infos_size ? take_text(cursor, record.infos_size) : "";
	if (cursor->bad)
		return;
	cursor->bad = !numbers_valid(facts->exports, facts->export_count, UINT32_MAX, symbol_count) ||
		      !numbers_valid(facts->needs, facts->need_count, NEED_SYMBOL, symbol_count);
}

/* The names come in the order of their numbers, so a table that is empty gives them these numbers. */
static void take_symbols(struct cursor *cursor, struct symbol_names *names, uint32_t count)
{
	uint64_t size = 0;
	struct str rest = { 0 };

	take_copy(cursor, &size, sizeof size);
	rest.at = take(cursor, size);
	rest.length = (size_t)size;
	/* each has a byte at least, and all are in the file */
	cursor->bad |= count > size;
	if (!cursor->bad)
		symbol_names_reserve(names, count);
	for (uint32_t i = 0; i < count && !cursor->bad; i++) {
		size_t length = rest.at ? strnlen(rest.at, rest.length) : 0;

		if (length == rest.length || symbol_names_borrow(names, rest.at, length) != i) {
			cursor->bad = true;
			return;
		}
		rest.at += length + 1;
		rest.length -= length + 1;
	}
}

size_t cache_count_outputs(const struct output *outputs)
{
	size_t count = 0;

	while (outputs[count].name)
		count++;
	return count;
}

static bool header_fits(const struct cache_header *header, size_t size, const struct output *outputs, char prefix)
{
	return !memcmp(header->magic, CACHE_MAGIC, sizeof header->magic) &&
	       header->order == CACHE_ORDER && header->size == size &&
	       header->prefix == (unsigned char)prefix && header->outputs == cache_count_outputs(outputs);
}

static bool take_all(struct cache *cache, struct tree *tree, struct cursor *cursor, const struct cache_header *header)
{
	size_t outputs_size = header->outputs * sizeof *cache->outputs;

	take_copy(cursor, cache->sources, sizeof cache->sources);
	cache->outputs = arena_alloc(tree->arena, outputs_size);
	take_copy(cursor, cache->outputs, outputs_size);
	take_symbols(cursor, &tree->symbols, header->symbols);
	if (header->modules > cursor->left / sizeof(struct cache_record))
		return false;
	cache->modules = arena_alloc(tree->arena, header->modules * sizeof *cache->modules);
	for (uint32_t i = 0; i < header->modules && !cursor->bad; i++)
		take_module(cursor, cache->bytes, &cache->modules[i], header->symbols);
	cache->count = header->modules;
	return !cursor->bad && !cursor->left;
}

/* All of a file in aligned memory; NULL if it cannot be read, or is none of ours by its size. */
static unsigned char *read_aligned(struct arena *arena, const char *path, size_t *size)
{
	int fd = file_open(path, NULL);
	unsigned char *bytes = NULL;
	struct stat status;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &status) && (uint64_t)status.st_size >= sizeof(struct cache_header) &&
	    (uint64_t)status.st_size <= CACHE_LIMIT) {
		*size = (size_t)status.st_size;
		bytes = arena_alloc(arena, *size);
		for (size_t at = 0; at < *size && bytes;) {
			ssize_t count = read(fd, bytes + at, *size - at);

			if (count < 0 && errno == EINTR)
				continue;
			if (count > 0)
				at += (size_t)count;
			else
				bytes = NULL;
		}
	}
	close(fd);
	return bytes;
}

bool cache_parse(struct cache *cache, struct tree *tree, unsigned char *bytes, size_t size,
		 const struct output *outputs, char prefix)
{
	struct cursor cursor = { .at = bytes, .left = size };
	struct cache_header header = { 0 };

	*cache = (struct cache){ .bytes = bytes, .size = size };
	take_copy(&cursor, &header, sizeof header);
	if (cursor.bad || !header_fits(&header, size, outputs, prefix))
		return false;
	cache->is_loaded = take_all(cache, tree, &cursor, &header);
	if (!cache->is_loaded) {
		symbol_names_free(&tree->symbols);
		*cache = (struct cache){ 0 };
	}
	return cache->is_loaded;
}

static bool is_whole(const unsigned char *bytes, size_t size)
{
	struct cache_header header;

	memcpy(&header, bytes, sizeof header);
	return header.checksum == cache_checksum(bytes + sizeof header, size - sizeof header);
}

bool cache_load(struct cache *cache, struct tree *tree, const char *path, const struct output *outputs, char prefix)
{
	size_t size;
	unsigned char *bytes = read_aligned(tree->arena, path, &size);

	*cache = (struct cache){ 0 };
	return bytes && is_whole(bytes, size) && cache_parse(cache, tree, bytes, size, outputs, prefix);
}

/* ---- asking ---- */

static void map_paths(const struct cache *cache, struct map *by_path)
{
	for (size_t i = 0; i < cache->count; i++)
		*map_slot(by_path, str_of(cache->modules[i].shown)) = &cache->modules[i];
}

/* Both lists are mostly the same: the next one is tried first, and the map is made when it is needed. */
void cache_attach(const struct cache *cache, struct tree *tree)
{
	struct arena scratch = { 0 };
	struct map by_path = { .arena = &scratch };
	size_t next = 0;

	for (size_t i = 0; i < tree->count && cache->count; i++) {
		struct module *module = &tree->modules[i];

		if (next < cache->count && !strcmp(cache->modules[next].shown, module->shown)) {
			module->known = &cache->modules[next];
		} else {
			if (!by_path.count)
				map_paths(cache, &by_path);
			module->known = map_get(&by_path, str_of(module->shown));
		}
		if (module->known)
			next = (size_t)(module->known - cache->modules) + 1;
	}
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

bool cache_has_same_modules(const struct cache *cache, const struct tree *tree)
{
	if (!cache->is_loaded || cache->count != tree->count)
		return false;
	for (size_t i = 0; i < tree->count; i++)
		if (tree->modules[i].known != &cache->modules[i] ||
		    !facts_equal(&tree->modules[i].facts, &cache->modules[i].facts))
			return false;
	return true;
}

void cache_stamp_sources(const struct tree *tree, struct file_stamp stamps[CACHE_SOURCES])
{
	struct arena scratch = { 0 };

	stamps[CACHE_BUILTIN] = file_stamp(path_join(&scratch, tree->dir, "modules.builtin"));
	stamps[CACHE_BUILTIN_MODINFO] = file_stamp(path_join(&scratch, tree->dir, "modules.builtin.modinfo"));
	arena_free(&scratch);
}

struct file_stamp *cache_stamp_outputs(const char *dir, const struct output *outputs, struct arena *arena)
{
	size_t count = cache_count_outputs(outputs);
	struct file_stamp *stamps = arena_alloc(arena, count * sizeof *stamps);

	for (size_t i = 0; i < count; i++)
		stamps[i] = file_stamp(path_join(arena, dir, outputs[i].name));
	return stamps;
}

bool cache_has_same_files(const struct cache *cache, const struct tree *tree, const char *dir,
			  const struct output *outputs)
{
	struct arena scratch = { 0 };
	struct file_stamp sources[CACHE_SOURCES], *made = cache_stamp_outputs(dir, outputs, &scratch);
	bool same = cache->is_loaded;

	cache_stamp_sources(tree, sources);
	for (size_t i = 0; i < CACHE_SOURCES && same; i++)
		same = file_stamp_equal(&sources[i], &cache->sources[i]);
	for (size_t i = 0; outputs[i].name && same; i++)
		same = made[i].inode && file_stamp_equal(&made[i], &cache->outputs[i]);
	arena_free(&scratch);
	return same;
}
