/* SPDX-License-Identifier: 0BSD */
/* The cache for the next run, written. */
#include "depmod/cache_format.h"

#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Times of files may be as coarse as two seconds (FAT). */
#define UNSURE_TIME ((int64_t)2000000000)

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
	struct cache_record record = {
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
	struct cache_header header = {
		.order = CACHE_ORDER,
		.prefix = (unsigned char)prefix,
		.outputs = (uint32_t)cache_count_outputs(outputs),
		.modules = (uint32_t)tree->count,
	};
	struct numbering numbering = { 0 };

	number_symbols(&numbering, tree, &scratch);
	header.symbols = numbering.count;
	memcpy(header.magic, CACHE_MAGIC, sizeof header.magic);
	put(out, &header, sizeof header);
	cache_stamp_sources(tree, sources);
	for (size_t i = 0; i < CACHE_SOURCES; i++)
		sources[i] = sure_stamp(&sources[i], now);
	put(out, sources, sizeof sources);
	put(out, cache_stamp_outputs(dir, outputs, &scratch), header.outputs * sizeof *sources);
	put_symbols(out, &tree->symbols, &numbering);
	for (size_t i = 0; i < tree->count; i++)
		put_module(out, &tree->modules[i], &numbering, now);
	header.size = out->length;
	header.checksum = cache_checksum((unsigned char *)out->at + sizeof header, out->length - sizeof header);
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
	struct cache_header header;
	int fd = -1, rc = 0;

	for (size_t i = 0; i < tree->count && !rc; i++) {
		if (!replace_stamp(cache, &cache->modules[i], &tree->modules[i], now))
			continue;
		if (fd < 0)
			fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
		rc = -errno;
		if (fd >= 0)
			rc = write_at(fd, cache->bytes, sizeof(struct file_stamp), cache->modules[i].offset);
	}
	if (fd >= 0 && !rc) {
		memcpy(&header, cache->bytes, sizeof header);
		header.checksum = cache_checksum(cache->bytes + sizeof header, cache->size - sizeof header);
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
