/* SPDX-License-Identifier: 0BSD */
/* The cache for the next run, written. Symbols that no module uses any more are few, and stay in it. */
#include "depmod/cache_format.h"

#include "base/files.h"
#include "depmod/digest.h"
#include "depmod/publish.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Times of files may be as coarse as two seconds (FAT). */
#define UNSURE_TIME ((int64_t)2000000000)

/* Puts bytes, and what fills up to a multiple of 8. */
static void put(struct buf *out, const void *bytes, size_t size)
{
	buf_put(out, bytes, size);
	while (out->length & 7)
		buf_char(out, '\0');
}

/* A stamp that may be trusted, or one that no file has. */
static struct file_stamp sure_stamp(const struct file_stamp *stamp, int64_t now, bool is_sure)
{
	bool is_old = stamp->modified < now - UNSURE_TIME && stamp->changed < now - UNSURE_TIME;

	return is_old && is_sure ? *stamp : (struct file_stamp){ .inode = UINT64_MAX };
}

static struct file_stamp module_stamp(const struct module *module, int64_t now)
{
	return sure_stamp(&module->stamp, now, !module->remark);
}

static void put_symbols(struct buf *out, const struct symbol_names *names)
{
	uint64_t size = 0;

	for (size_t i = 0; i < names->count; i++)
		size += names->at[i].length + 1;
	put(out, &size, sizeof size);
	for (size_t i = 0; i < names->count; i++)
		buf_put(out, names->at[i].text, names->at[i].length + 1);
	put(out, NULL, 0);
}

static void put_module(struct buf *out, const struct module *module, int64_t now)
{
	const struct facts *facts = &module->facts;
	const struct cache_record record = {
		.stamp = module_stamp(module, now),
		.export_count = facts->export_count,
		.need_count = facts->need_count,
		.shown_size = (uint32_t)strlen(module->shown) + 1,
		.infos_size = (uint32_t)facts->infos_size,
	};

	put(out, &record, sizeof record);
	buf_put(out, facts->exports, facts->export_count * sizeof *facts->exports);
	put(out, facts->needs, facts->need_count * sizeof *facts->needs);
	buf_put(out, module->shown, record.shown_size);
	put(out, facts->infos, facts->infos_size);
}

static void put_outputs(struct buf *out, const struct cache_place *place, const struct output_mark *marks)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; place->outputs[i].name; i++) {
		struct output_mark mark = {
			file_stamp(path_join(&scratch, place->dir, place->outputs[i].name)), marks[i].digest,
		};

		put(out, &mark, sizeof mark);
	}
	arena_free(&scratch);
}

/* What is in the file before the symbols. */
static void put_head(struct buf *out, const struct tree *tree, const struct cache_place *place,
		     const struct output_mark *marks, int64_t now)
{
	struct cache_header header = cache_header_of(place);
	struct file_stamp lists[LISTS];

	header.folders = tree->is_odd ? 0 : (uint32_t)tree->visit_count;
	header.symbols = (uint32_t)tree->symbols.count;
	header.modules = (uint32_t)tree->count;
	put(out, &header, sizeof header);
	cache_lists(tree, lists);
	/* a missing one is as good as an old one */
	for (size_t i = 0; i < LISTS; i++)
		lists[i] = sure_stamp(&lists[i], now, true);
	put(out, lists, sizeof lists);
	put_outputs(out, place, marks);
	for (size_t i = 0; i < header.folders; i++) {
		const struct visit *visit = &tree->visits[i];
		const struct cache_folder folder = { sure_stamp(&visit->stamp, now, true), strlen(visit->path) + 1 };

		put(out, &folder, sizeof folder);
		put(out, visit->path, folder.path_size);
	}
}

bool cache_is_kept(const struct cache *cache, const struct tree *tree, const struct cache_place *place,
		   const struct output_mark *marks, int64_t now)
{
	const size_t after = offsetof(struct cache_header, sources);
	struct buf head = { 0 };
	bool same = tree->count == cache->count;

	put_head(&head, tree, place, marks, now);
	same = same && head.length == cache->head_size &&
	       !memcmp(head.at + after, cache->head + after, head.length - after);
	buf_free(&head);
	for (size_t i = 0; i < tree->count && same; i++) {
		struct file_stamp stamp = module_stamp(tree->modules[i], now);

		same = file_stamp_equal(&stamp, &cache->modules[i].stamp);
	}
	return same;
}

static void put_all(struct buf *out, const struct tree *tree, const struct cache_place *place,
		    const struct output_mark *marks, int64_t now)
{
	struct cache_header header;

	put_head(out, tree, place, marks, now);
	put_symbols(out, &tree->symbols);
	for (size_t i = 0; i < tree->count; i++)
		put_module(out, tree->modules[i], now);
	memcpy(&header, out->at, sizeof header);
	header.size = out->length;
	header.checksum = digest(0, out->at + sizeof header, out->length - sizeof header);
	memcpy(out->at, &header, sizeof header);
}

int cache_save(const struct tree *tree, const struct cache_place *place, const struct output_mark *marks, int64_t now,
	       struct err *err)
{
	struct arena scratch = { 0 };
	const char *path = path_join(&scratch, place->dir, CACHE_NAME);
	const char *temporary = arena_format(&scratch, "%s/.depmod-cache-%d", place->dir, (int)getpid());
	struct buf bytes = { 0 };
	int rc;

	put_all(&bytes, tree, place, marks, now);
	rc = file_make(temporary, bytes.at, bytes.length);
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (rc) {
		err_set(err, -rc, "could not write '%s': %s", path, err_words(rc));
		unlink(temporary);
	}
	buf_free(&bytes);
	arena_free(&scratch);
	return rc;
}
