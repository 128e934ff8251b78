/* SPDX-License-Identifier: 0BSD */
/* The cache of an earlier run, taken apart with every length checked, and written. */
#include "depmod/cache.h"

#include "base/files.h"
#include "base/map.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* More than any tree has ever needed; also the end of what is written. */
#define CACHE_LIMIT ((size_t)256 << 20)

/* Times of files may be as coarse as two seconds (FAT). */
#define UNSURE_TIME ((int64_t)2000000000)

struct header {
	char magic[24];		/* with the version of this format */
	uint32_t order;		/* 0x01020304 */
	uint32_t prefix;	/* of symbols: option -P */
	uint64_t size;		/* of the whole file */
	uint64_t checksum;	/* of all that follows the header */
	uint32_t outputs, symbols, modules, unused;
};

static const char magic[24] = "kmodbox depmod cache 1\n";

enum { ORDER = 0x01020304 };

/* FNV-1a by words of 8 bytes: it is to find damage, not malice. */
static uint64_t checksum_of(const unsigned char *bytes, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325;

	for (size_t at = 0; at < size; at += 8) {
		uint64_t word = 0;

		memcpy(&word, bytes + at, size - at < 8 ? size - at : 8);
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

struct record {
	struct file_stamp stamp;
	uint32_t export_count, need_count, shown_size, infos_size;
};

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
	struct record record = { 0 };

	known->offset = (size_t)(cursor->at - start) + offsetof(struct record, stamp);
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
	/* each has a byte at least */
	if (count > size)
		cursor->bad = true;
	else
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

static size_t count_outputs(const struct output *outputs)
{
	size_t count = 0;

	while (outputs[count].name)
		count++;
	return count;
}

static bool header_fits(const struct header *header, size_t size, const struct output *outputs, char prefix)
{
	return !memcmp(header->magic, magic, sizeof magic) && header->order == ORDER && header->size == size &&
	       header->prefix == (unsigned char)prefix && header->outputs == count_outputs(outputs);
}

static bool take_all(struct cache *cache, struct tree *tree, struct cursor *cursor, const struct header *header)
{
	size_t outputs_size = header->outputs * sizeof *cache->outputs;

	take_copy(cursor, cache->sources, sizeof cache->sources);
	cache->outputs = arena_alloc(tree->arena, outputs_size);
	take_copy(cursor, cache->outputs, outputs_size);
	take_symbols(cursor, &tree->symbols, header->symbols);
	if (header->modules > cursor->left / sizeof(struct record))
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
	if (!fstat(fd, &status) && (uint64_t)status.st_size >= sizeof(struct header) &&
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
	struct header header = { 0 };

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
	struct header header;

	memcpy(&header, bytes, sizeof header);
	return header.checksum == checksum_of(bytes + sizeof header, size - sizeof header);
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

static void stamp_sources(const struct tree *tree, struct file_stamp *stamps)
{
	struct arena scratch = { 0 };

	stamps[CACHE_BUILTIN] = file_stamp(path_join(&scratch, tree->dir, "modules.builtin"));
	stamps[CACHE_BUILTIN_MODINFO] = file_stamp(path_join(&scratch, tree->dir, "modules.builtin.modinfo"));
	arena_free(&scratch);
}

static struct file_stamp *stamp_outputs(const char *dir, const struct output *outputs, struct arena *arena)
{
	size_t count = count_outputs(outputs);
	struct file_stamp *stamps = arena_alloc(arena, count * sizeof *stamps);

	for (size_t i = 0; i < count; i++)
		stamps[i] = file_stamp(path_join(arena, dir, outputs[i].name));
	return stamps;
}

bool cache_has_same_files(const struct cache *cache, const struct tree *tree, const char *dir,
			  const struct output *outputs)
{
	struct arena scratch = { 0 };
	struct file_stamp sources[CACHE_SOURCES], *made = stamp_outputs(dir, outputs, &scratch);
	bool same = cache->is_loaded;

	stamp_sources(tree, sources);
	for (size_t i = 0; i < CACHE_SOURCES && same; i++)
		same = file_stamp_equal(&sources[i], &cache->sources[i]);
	for (size_t i = 0; outputs[i].name && same; i++)
		same = made[i].inode && file_stamp_equal(&made[i], &cache->outputs[i]);
	arena_free(&scratch);
	return same;
}

/* ---- saving ---- */

/* Fills up to a multiple of 8 after `size` bytes. */
static void put_padding(struct buf *out, uint64_t size)
{
	static const char zeros[8];

	buf_put(out, zeros, -size & 7);
}

static void put(struct buf *out, const void *bytes, size_t size)
{
	buf_put(out, bytes, size);
	put_padding(out, size);
}

/*
 * New numbers for the symbols that the modules use, in the order in which they come: what was needed only by a
 * module of an earlier run is left behind, and threads leave no trace.
 */
struct numbering {
	uint32_t *new_of;	/* by the old number; SYMBOL_NONE: not used */
	uint32_t *old_of;
	uint32_t count;
};

static void number_all(struct numbering *numbering, const uint32_t *old, uint32_t count, uint32_t mask)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t *new = &numbering->new_of[old[i] & mask];

		if (*new != SYMBOL_NONE)
			continue;
		*new = numbering->count;
		numbering->old_of[numbering->count++] = old[i] & mask;
	}
}

static void number_symbols(struct numbering *numbering, const struct tree *tree, struct arena *arena)
{
	size_t size = tree->symbols.count * sizeof *numbering->new_of;

	numbering->new_of = arena_alloc(arena, size);
	numbering->old_of = arena_alloc(arena, size);
	for (size_t i = 0; i < tree->symbols.count; i++)
		numbering->new_of[i] = SYMBOL_NONE;
	for (size_t i = 0; i < tree->count; i++) {
		const struct facts *facts = &tree->modules[i].facts;

		number_all(numbering, facts->exports, facts->export_count, UINT32_MAX);
		number_all(numbering, facts->needs, facts->need_count, NEED_SYMBOL);
	}
}

static void put_symbols(struct buf *out, const struct symbol_names *names, const struct numbering *numbering)
{
	uint64_t size = 0;

	for (uint32_t i = 0; i < numbering->count; i++)
		size += names->at[numbering->old_of[i]].length + 1;
	put(out, &size, sizeof size);
	for (uint32_t i = 0; i < numbering->count; i++) {
		const struct symbol_name *name = &names->at[numbering->old_of[i]];

		buf_put(out, name->text, name->length + 1);
	}
	put_padding(out, size);
}

static void put_numbers(struct buf *out, const uint32_t *old, uint32_t count, const struct numbering *numbering)
{
	uint32_t *new = (uint32_t *)(void *)buf_reserve(out, count * sizeof *new);

	/* the end of `out` is at a multiple of 8 */
	for (uint32_t i = 0; i < count; i++)
		new[i] = numbering->new_of[old[i] & NEED_SYMBOL] | (old[i] & NEED_WEAK);
	out->length += count * sizeof *new;
	put_padding(out, count * sizeof *new);
}

/* A stamp that no file has. */
static const struct file_stamp unsure = { .inode = UINT64_MAX };

static struct file_stamp sure_stamp(const struct file_stamp *stamp, int64_t now)
{
	bool is_old = stamp->modified < now - UNSURE_TIME && stamp->changed < now - UNSURE_TIME;

	return is_old || !stamp->inode ? *stamp : unsure;
}

static struct file_stamp wanted_stamp(const struct module *module, int64_t now)
{
	return module->remark ? unsure : sure_stamp(&module->stamp, now);
}

static void put_module(struct buf *out, const struct module *module, const struct numbering *numbering,
		       int64_t now)
{
	const struct facts *facts = &module->facts;
	struct record record = {
		.stamp = wanted_stamp(module, now),
		.export_count = facts->export_count,
		.need_count = facts->need_count,
		.shown_size = (uint32_t)strlen(module->shown) + 1,
		.infos_size = (uint32_t)facts->infos_size,
	};

	put(out, &record, sizeof record);
	put_numbers(out, facts->exports, facts->export_count, numbering);
	put_numbers(out, facts->needs, facts->need_count, numbering);
	put(out, module->shown, record.shown_size);
	put(out, facts->infos, facts->infos_size);
}

static void put_all(struct buf *out, const struct tree *tree, const char *dir, const struct output *outputs,
		    char prefix, int64_t now)
{
	struct arena scratch = { 0 };
	struct file_stamp sources[CACHE_SOURCES];
	struct header header = {
		.order = ORDER,
		.prefix = (unsigned char)prefix,
		.outputs = (uint32_t)count_outputs(outputs),
		.modules = (uint32_t)tree->count,
	};
	struct numbering numbering = { 0 };

	number_symbols(&numbering, tree, &scratch);
	header.symbols = numbering.count;
	memcpy(header.magic, magic, sizeof magic);
	put(out, &header, sizeof header);
	stamp_sources(tree, sources);
	for (size_t i = 0; i < CACHE_SOURCES; i++)
		sources[i] = sure_stamp(&sources[i], now);
	put(out, sources, sizeof sources);
	put(out, stamp_outputs(dir, outputs, &scratch), header.outputs * sizeof *sources);
	put_symbols(out, &tree->symbols, &numbering);
	for (size_t i = 0; i < tree->count; i++)
		put_module(out, &tree->modules[i], &numbering, now);
	header.size = out->length;
	header.checksum = checksum_of((unsigned char *)out->at + sizeof header, out->length - sizeof header);
	memcpy(out->at, &header, sizeof header);
	arena_free(&scratch);
}

/* All of `size` bytes at `offset`. */
static int write_at(int fd, const unsigned char *bytes, size_t size, size_t offset)
{
	ssize_t count = pwrite(fd, bytes + offset, size, (off_t)offset);

	if (count < 0)
		return -errno;
	return (size_t)count == size ? 0 : -EIO;
}

/* Whether the file needs another stamp than it has; puts it into the bytes of the file. */
static bool replace_stamp(struct cache *cache, const struct known_module *known, const struct module *module,
			  int64_t now)
{
	struct file_stamp stamp = wanted_stamp(module, now);

	if (file_stamp_equal(&stamp, &known->stamp))
		return false;
	memcpy(cache->bytes + known->offset, &stamp, sizeof stamp);
	return true;
}

int cache_update(struct cache *cache, const struct tree *tree, const char *path, int64_t now, struct err *err)
{
	struct header header;
	int fd = -1, rc = 0;

	for (size_t i = 0; i < tree->count && !rc; i++) {
		if (!replace_stamp(cache, &cache->modules[i], &tree->modules[i], now))
			continue;
		if (fd < 0)
			fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
		rc = fd < 0 ? -errno : write_at(fd, cache->bytes, sizeof(struct file_stamp), cache->modules[i].offset);
	}
	if (fd >= 0 && !rc) {
		memcpy(&header, cache->bytes, sizeof header);
		header.checksum = checksum_of(cache->bytes + sizeof header, cache->size - sizeof header);
		memcpy(cache->bytes, &header, sizeof header);
		rc = write_at(fd, cache->bytes, sizeof header, 0);
	}
	if (fd >= 0 && close(fd) && !rc)
		rc = -errno;
	return rc ? err_set(err, -rc, "could not write '%s': %s", path, err_words(rc)) : 0;
}

int cache_save(const struct tree *tree, const char *path, const char *dir, const struct output *outputs, char prefix,
	       int64_t now, struct err *err)
{
	struct arena scratch = { 0 };
	const char *temporary = arena_format(&scratch, "%s/.depmod-cache-%d", dir, (int)getpid());
	struct buf bytes = { 0 };
	int fd, rc;

	put_all(&bytes, tree, dir, outputs, prefix, now);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	rc = fd < 0 ? -errno : file_write(fd, bytes.at, bytes.length);
	if (fd >= 0 && close(fd) && !rc)
		rc = -errno;
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (rc && fd >= 0)
		unlink(temporary);
	buf_free(&bytes);
	arena_free(&scratch);
	return rc ? err_set(err, -rc, "could not write '%s': %s", path, err_words(rc)) : 0;
}
