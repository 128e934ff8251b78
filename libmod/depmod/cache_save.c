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
static struct file_stamp sure_stamp(struct file_stamp stamp, int64_t now)
{
	return stamp.time < now - UNSURE_TIME ? stamp : (struct file_stamp){ .id = UINT64_MAX };
}

static struct file_stamp module_stamp(const struct module *module, int64_t now)
{
	const int64_t never = INT64_MIN + UNSURE_TIME;

	return sure_stamp(module->stamp, module->remark ? never : now);
}

static void put_symbols(struct buf *out, const struct symbol_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		buf_put(out, names->at[i].text, names->at[i].length + 1);
	put(out, NULL, 0);
}

/* A module, or a folder, which has no facts. */
static void put_record(struct buf *out, struct file_stamp stamp, const char *path, const struct facts *facts)
{
	const struct cache_record record = {
		.stamp = stamp,
		.export_count = facts->exports.count,
		.need_count = facts->needs.count,
		.path_size = (uint32_t)strlen(path) + 1,
		.infos_size = (uint32_t)facts->infos_size,
	};

	put(out, &record, sizeof record);
	buf_put(out, facts->exports.at, facts->exports.count * sizeof *facts->exports.at);
	put(out, facts->needs.at, facts->needs.count * sizeof *facts->needs.at);
	buf_put(out, path, record.path_size);
	put(out, facts->infos, facts->infos_size);
}

static void put_outputs(struct buf *out, const struct cache_place *place)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; place->outputs[i].name; i++) {
		struct output_mark mark = {
			file_stamp(path_join(&scratch, place->dir, place->outputs[i].name)), place->marks[i].digest,
		};

		put(out, &mark, sizeof mark);
	}
	arena_free(&scratch);
}

/* What is in the file before the symbols. */
static void put_head(struct buf *out, const struct tree *tree, const struct cache_place *place)
{
	const struct facts none = { 0 };
	struct cache_header header;
	struct file_stamp lists[LISTS];

	cache_header_fill(&header, place);
	header.folders = tree->is_odd ? 0 : (uint32_t)tree->visit_count;
	header.symbols = (uint32_t)tree->symbols.count;
	header.modules = (uint32_t)tree->count;
	put(out, &header, sizeof header);
	cache_lists(tree, lists);
	/* a missing one is as good as an old one */
	for (size_t i = 0; i < LISTS; i++)
		lists[i] = sure_stamp(lists[i], place->now);
	put(out, lists, sizeof lists);
	put_outputs(out, place);
	for (size_t i = 0; i < header.folders; i++)
		put_record(out, sure_stamp(tree->visits[i].stamp, place->now), tree->visits[i].path, &none);
}

bool cache_is_kept(const struct cache *cache, const struct tree *tree, const struct cache_place *place)
{
	const size_t after = offsetof(struct cache_header, sources);
	struct buf head = { 0 };
	bool same = tree->count == cache->count;

	put_head(&head, tree, place);
	same = same && head.length == cache->head_size &&
	       !memcmp(head.at + after, (const char *)cache->head + after, head.length - after);
	buf_free(&head);
	for (size_t i = 0; i < tree->count && same; i++)
		same = module_stamp(tree->modules[i], place->now).id == cache->modules[i].stamp.id;
	return same;
}

static void put_all(struct buf *out, const struct tree *tree, const struct cache_place *place)
{
	struct cache_header *header;

	put_head(out, tree, place);
	put_symbols(out, &tree->symbols);
	for (size_t i = 0; i < tree->count; i++)
		put_record(out, module_stamp(tree->modules[i], place->now), tree->modules[i]->shown,
			   &tree->modules[i]->facts);
	header = (void *)out->at;
	header->size = out->length;
	header->checksum = digest(0, header + 1, out->length - sizeof *header);
}

int cache_save(const struct tree *tree, const struct cache_place *place, struct err *err)
{
	struct arena scratch = { 0 };
	const char *path = path_join(&scratch, place->dir, CACHE_NAME);
	const char *temporary = arena_format(&scratch, "%s/.depmod-cache-%d", place->dir, (int)getpid());
	struct buf bytes = { 0 };
	int rc;

	put_all(&bytes, tree, place);
	rc = file_make(temporary, bytes.at, bytes.length);
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (rc)
		unlink(temporary);
	file_failure(rc, "write", path, err);
	buf_free(&bytes);
	arena_free(&scratch);
	return rc;
}
