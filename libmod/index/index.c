/* SPDX-License-Identifier: 0BSD */
/* Reading the binary index: its file, exact lookups, and all of it in order. */
#include "index/index.h"

#include "base/buf.h"
#include "base/files.h"
#include "index/index_format.h"
#include "index/index_node.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* a longer file has nodes that no reference reaches */
#define SIZE_LIMIT ((uint64_t)INDEX_NODE_OFFSET + 1)

/* nodes on one path of a dump; the longest key of a real tree has 250 bytes */
enum { DEPTH_LIMIT = 1000 };

/* Learns the root, too. */
static bool header_is_good(struct index *index)
{
	uint32_t there;
	const unsigned char *header = index_bytes(index, 0, INDEX_HEADER_SIZE, &there);

	if (!header)
		return false;
	index->root = index_u32(header + INDEX_ROOT_AT);
	return index_u32(header) == INDEX_MAGIC && index_u32(header + 4) >> 16 == INDEX_VERSION >> 16;
}

int index_open_bytes(struct index *index, const void *bytes, size_t size, struct err *err)
{
	*index = (struct index){ .size = (uint32_t)size, .whole = { NULL, bytes, 0, (uint32_t)size } };
	index->windows = &index->whole;
	if (size <= SIZE_LIMIT && header_is_good(index))
		return 0;
	index_close(index);
	return err_set(err, EINVAL, "the index is damaged");
}

int index_open(struct index *index, const char *path, struct arena *arena, struct err *err)
{
	uint64_t size;
	int fd = file_open(path, O_CLOEXEC, &size, err);

	*index = (struct index){ 0 };
	if (fd < 0)
		return fd;
	index->size = (uint32_t)size;
	index->fd = fd;
	index->is_file = true;
	index->arena = arena;
	if (size <= SIZE_LIMIT && header_is_good(index))
		return 0;
	index_close(index);
	return size ? err_set(err, EINVAL, "'%s' is damaged", path) : err_set(err, ENODATA, "'%s' is empty", path);
}

void index_close(struct index *index)
{
	if (index->is_file) {
		if (index->whole.bytes)
			munmap((void *)index->whole.bytes, index->size);
		close(index->fd);
	}
	*index = (struct index){ 0 };
}

int index_find(struct index *index, const char *key, struct arena *arena, struct index_values *out)
{
	struct index_walk walk = index_walk(index, 1);
	uint32_t reference = index->root;
	size_t before = out->count;

	for (;;) {
		struct index_node node;

		if (index_node_read(&walk, reference, &node))
			return -EINVAL;
		if (node.prefix_length && strncmp(key, (const char *)node.prefix, node.prefix_length))
			return 0;
		key += node.prefix_length;
		if (!*key && index_node_values(&walk, &node, arena, out))
			return -EINVAL;
		if (!*key)
			return (int)(out->count - before);
		reference = index_node_child_of(&node, (unsigned char)*key++);
		if (!reference)
			return 0;
	}
}

struct dump {
	struct index_walk walk;
	struct arena arena;
	struct buf key;
	struct index_values values;	/* of the node that is being entered */
	int (*each)(void *context, const char *key, const struct index_value *value);
	void *context;
};

/* A node and all below it. Its prefix becomes part of the key, and its values go to `each`. */
static int dump_node(struct dump *dump, uint32_t reference, unsigned depth)
{
	struct index_values *values = &dump->values;
	struct index_node node;
	size_t length;
	int rc = 0;

	values->count = 0;
	if (depth == DEPTH_LIMIT || index_node_read(&dump->walk, reference, &node) ||
	    index_node_values(&dump->walk, &node, &dump->arena, values))
		return -EINVAL;
	buf_put(&dump->key, node.prefix, node.prefix_length);
	for (size_t i = 0; !rc && i < values->count; i++)
		rc = dump->each(dump->context, buf_text(&dump->key), &values->at[i]);
	length = dump->key.length;
	for (unsigned i = 0; !rc && i < node.child_count; i++) {
		uint32_t child = index_node_child(&node, i);

		if (!child)
			continue;
		buf_char(&dump->key, (char)(node.first + i));
		rc = dump_node(dump, child, depth + 1);
		dump->key.length = length;
	}
	return rc;
}

int index_dump(struct index *index, int (*each)(void *context, const char *key, const struct index_value *value),
	       void *context)
{
	struct dump dump = { .walk = index_walk(index, 1), .each = each, .context = context };
	int rc = dump_node(&dump, index->root, 0);

	buf_free(&dump.key);
	arena_free(&dump.arena);
	return rc;
}
