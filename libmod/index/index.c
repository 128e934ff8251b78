/* SPDX-License-Identifier: 0BSD */
/* Reading the binary index: its file, its nodes, exact lookups, and all of it in order. */
#include "index/index.h"

#include "base/buf.h"
#include "base/files.h"
#include "index/index_format.h"
#include "index/index_node.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Median times of a static program over those of one that does nothing (120 us on the machine where they were
 * taken), for one exact lookup in a modules.dep.bin of 700 KB, and for 300 aliases and the modules behind them, which
 * is most of this file and of a modules.alias.bin of 1.3 MB:
 *
 *	mmap of the file                                      24 us      1600 us
 *	blocks of 4 KB, each read when it is needed           30 us      2750 us
 *	the same, but mmap when 16 blocks were read           30 us      1700 us
 *	blocks of 1, 8, 16, 64 KB                             45, 40, 59, 109 us
 *	mmap with MAP_POPULATE                               109 us
 *	the whole file by one read                           515 us
 *
 * For a single module the mapping's 6 us are not worth a SIGBUS where a disk has a bad block or somebody copies a
 * new index over the old one, nor bytes that change after they were checked. A run with many names takes the
 * mapping: depmod replaces an index by rename, so what is mapped does not change.
 */
enum { BLOCK_SIZE = 4096, BLOCKS_BEFORE_MAPPING = 16 };

/* a longer file has nodes that no reference reaches */
#define SIZE_LIMIT ((uint64_t)INDEX_NODE_OFFSET + 1)

/* levels of the tree that a dump remembers: 16 MB; the longest key of a real tree has 250 bytes */
#define DEPTH_LIMIT ((size_t)1 << 18)

/* One block from the file. False if it cannot be read, or the file is shorter than it was. */
static bool block_read(struct index *index, size_t block)
{
	size_t offset = block * BLOCK_SIZE, done = 0;
	size_t length = index->size - offset < BLOCK_SIZE ? index->size - offset : BLOCK_SIZE;

	while (done < length) {
		ssize_t count = pread(index->fd, index->bytes + offset + done, length - done,
				      (off_t)(offset + done));

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		done += (size_t)count;
	}
	index->loaded[block] = 1;
	index->block_count++;
	return true;
}

/*
 * Puts the file itself in the place of the blocks, at the same addresses. If that cannot be done (some file systems
 * cannot map), all stays as it is.
 */
static void map_file(struct index *index)
{
	struct stat status;
	void *file;

	if (fstat(index->fd, &status) || (uint64_t)status.st_size < index->size)
		return;
	file = mmap(NULL, index->size, PROT_READ, MAP_PRIVATE, index->fd, 0);
	if (file == MAP_FAILED)
		return;
	if (mremap(file, index->size, index->size, MREMAP_MAYMOVE | MREMAP_FIXED, index->bytes) == MAP_FAILED)
		munmap(file, index->size);
	else
		index->loaded = NULL;
}

/* Blocks `first` to `last`, whatever of them is missing. */
static bool blocks_load(struct index *index, size_t first, size_t last)
{
	for (size_t block = first; block <= last; block++)
		if (!index->loaded[block] && !block_read(index, block))
			return false;
	if (index->block_count >= BLOCKS_BEFORE_MAPPING && !index->was_mapping_tried) {
		index->was_mapping_tried = true;
		map_file(index);
	}
	return true;
}

/* `length` bytes at `offset`, or NULL if they are not all in the file. */
static const unsigned char *index_piece(struct index *index, size_t offset, size_t length)
{
	if (offset > index->size || length > index->size - offset)
		return NULL;
	if (index->loaded && length &&
	    !blocks_load(index, offset / BLOCK_SIZE, (offset + length - 1) / BLOCK_SIZE))
		return NULL;
	return index->bytes + offset;
}

/* The string at `offset`, or NULL if no NUL ends it; `*length` is without the NUL. */
static const unsigned char *index_string(struct index *index, size_t offset, size_t *length)
{
	for (size_t at = offset; at < index->size;) {
		size_t end = (at / BLOCK_SIZE + 1) * BLOCK_SIZE;
		const unsigned char *piece, *nul;

		if (end > index->size)
			end = index->size;
		piece = index_piece(index, at, end - at);
		if (!piece)
			return NULL;
		nul = memchr(piece, '\0', end - at);
		if (nul) {
			*length = (size_t)(nul - (index->bytes + offset));
			return index->bytes + offset;
		}
		at = end;
	}
	return NULL;
}

static uint32_t read_u32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool header_is_good(struct index *index)
{
	const unsigned char *header = index_piece(index, 0, INDEX_HEADER_SIZE);

	return header && read_u32(header) == INDEX_MAGIC &&
	       read_u32(header + 4) >> 16 == INDEX_VERSION >> 16;
}

int index_open_bytes(struct index *index, const void *bytes, size_t size, struct err *err)
{
	*index = (struct index){ .bytes = (unsigned char *)bytes, .size = size };
	if (header_is_good(index))
		return 0;
	*index = (struct index){ 0 };
	return err_set(err, EINVAL, "the index is damaged");
}

/* Memory for the file and, behind it, for the list of loaded blocks. The descriptor stays the caller's. */
static int index_map(struct index *index, int fd, const char *path, struct err *err)
{
	struct stat status;
	size_t blocks;

	if (fstat(fd, &status))
		return err_sys(err, "could not read '%s'", path);
	if (!status.st_size)
		return err_set(err, ENODATA, "'%s' is empty", path);
	if ((uint64_t)status.st_size > SIZE_LIMIT)
		return err_set(err, EINVAL, "'%s' is damaged: too long", path);
	index->size = (size_t)status.st_size;
	blocks = (index->size + BLOCK_SIZE - 1) / BLOCK_SIZE;
	index->bytes = mmap(NULL, index->size + blocks, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (index->bytes == MAP_FAILED)
		return err_sys(err, "could not read '%s'", path);
	index->mapped = index->size + blocks;
	index->loaded = index->bytes + index->size;
	index->fd = fd;
	return 0;
}

int index_open(struct index *index, const char *path, struct err *err)
{
	int fd = file_open(path, err), rc;

	*index = (struct index){ 0 };
	if (fd < 0)
		return fd;
	rc = index_map(index, fd, path, err);
	if (rc) {
		close(fd);
		*index = (struct index){ 0 };
		return rc;
	}
	if (header_is_good(index))
		return 0;
	index_close(index);
	return err_set(err, EINVAL, "'%s' is damaged", path);
}

void index_close(struct index *index)
{
	arena_free(&index->scratch);
	if (index->mapped) {
		munmap(index->bytes, index->mapped);
		close(index->fd);
	}
	*index = (struct index){ 0 };
}

uint32_t index_walk_start(struct index_walk *walk, struct index *index, unsigned rounds)
{
	const unsigned char *root = index_piece(index, INDEX_ROOT_AT, 4);

	*walk = (struct index_walk){ index, index->size * rounds };
	return root ? read_u32(root) : 0;
}

/* Counts bytes that were read. False when the walk has read too many. */
static bool walk_spend(struct index_walk *walk, size_t bytes)
{
	if (bytes > walk->left)
		return false;
	walk->left -= bytes;
	return true;
}

static bool prefix_read(struct index_walk *walk, size_t *offset, struct index_node *node)
{
	node->prefix = index_string(walk->index, *offset, &node->prefix_length);
	if (!node->prefix)
		return false;
	*offset += node->prefix_length + 1;
	return walk_spend(walk, node->prefix_length + 1);
}

static bool childs_read(struct index_walk *walk, size_t *offset, struct index_node *node)
{
	const unsigned char *range = index_piece(walk->index, *offset, 2);

	if (!range || range[0] > range[1])
		return false;
	node->first = range[0];
	node->child_count = range[1] - range[0] + 1u;
	node->childs = index_piece(walk->index, *offset + 2, 4 * (size_t)node->child_count);
	*offset += 2 + 4 * (size_t)node->child_count;
	return node->childs && walk_spend(walk, 2 + 4 * (size_t)node->child_count);
}

int index_node_read(struct index_walk *walk, uint32_t reference, struct index_node *out)
{
	size_t offset = reference & INDEX_NODE_OFFSET;

	*out = (struct index_node){ 0 };
	if (offset < INDEX_HEADER_SIZE)
		return -EINVAL;
	if (reference == INDEX_HEADER_SIZE)
		return 0;	/* an empty index: no node is there */
	if (!(reference & (INDEX_NODE_VALUES | INDEX_NODE_CHILDS)))
		return -EINVAL;
	if (reference & INDEX_NODE_PREFIX && !prefix_read(walk, &offset, out))
		return -EINVAL;
	if (reference & INDEX_NODE_CHILDS && !childs_read(walk, &offset, out))
		return -EINVAL;
	if (reference & INDEX_NODE_VALUES)
		out->values_at = offset;
	return 0;
}

uint32_t index_node_child(const struct index_node *node, unsigned number)
{
	return read_u32(node->childs + 4 * (size_t)number);
}

uint32_t index_node_child_of(const struct index_node *node, unsigned char byte)
{
	unsigned number = byte - node->first;

	return number < node->child_count ? index_node_child(node, number) : 0;
}

int index_node_values(struct index_walk *walk, const struct index_node *node, struct arena *arena,
		      struct index_values *out)
{
	const unsigned char *piece = index_piece(walk->index, node->values_at, 4);
	size_t offset = node->values_at + 4;
	uint32_t count;

	if (!node->values_at)
		return 0;
	if (!piece)
		return -EINVAL;
	for (count = read_u32(piece); count; count--) {
		const unsigned char *priority = index_piece(walk->index, offset, 4), *value;
		size_t length;

		value = priority ? index_string(walk->index, offset + 4, &length) : NULL;
		if (!value || !walk_spend(walk, 4 + length + 1))
			return -EINVAL;
		out->at = arena_grow(arena, out->at, out->count, &out->capacity, sizeof *out->at);
		out->at[out->count++] = (struct index_value){ (const char *)value, read_u32(priority) };
		offset += 4 + length + 1;
	}
	return 0;
}

int index_find(struct index *index, const char *key, struct arena *arena, struct index_values *out)
{
	struct index_walk walk;
	uint32_t reference = index_walk_start(&walk, index, 1);
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

/* One level of a dump. */
struct level {
	struct index_node node;
	unsigned next;		/* number of the child to visit next */
	size_t key_length;	/* of the key up to and with the node's prefix */
};

struct dump {
	struct index_walk walk;
	struct buf key;
	struct index_values values;	/* of the node that is being entered */
	struct level *levels;
	size_t count, capacity;
	int (*each)(void *context, const char *key, const struct index_value *value);
	void *context;
};

/* Enters a node: its prefix becomes part of the key, and its values go to `each`. */
static int dump_enter(struct dump *dump, uint32_t reference)
{
	struct arena *arena = &dump->walk.index->scratch;
	struct index_node node;

	dump->values.count = 0;
	if (dump->count == DEPTH_LIMIT || index_node_read(&dump->walk, reference, &node) ||
	    index_node_values(&dump->walk, &node, arena, &dump->values))
		return -EINVAL;
	buf_put(&dump->key, node.prefix, node.prefix_length);
	for (size_t i = 0; i < dump->values.count; i++) {
		int rc = dump->each(dump->context, buf_text(&dump->key), &dump->values.at[i]);

		if (rc)
			return rc;
	}
	dump->levels = arena_grow(arena, dump->levels, dump->count, &dump->capacity, sizeof *dump->levels);
	dump->levels[dump->count++] = (struct level){ node, 0, dump->key.length };
	return 0;
}

int index_dump(struct index *index, int (*each)(void *context, const char *key, const struct index_value *value),
	       void *context)
{
	struct dump dump = { .each = each, .context = context };
	uint32_t root = index_walk_start(&dump.walk, index, 1);
	int rc;

	arena_reset(&index->scratch);
	rc = dump_enter(&dump, root);
	while (!rc && dump.count) {
		struct level *level = &dump.levels[dump.count - 1];
		uint32_t child;

		dump.key.length = level->key_length;
		if (level->next == level->node.child_count) {
			dump.count--;
			continue;
		}
		child = index_node_child(&level->node, level->next++);
		if (!child)
			continue;
		buf_char(&dump.key, (char)(level->node.first + level->next - 1));
		rc = dump_enter(&dump, child);
	}
	buf_free(&dump.key);
	return rc;
}
