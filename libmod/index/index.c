/* SPDX-License-Identifier: 0BSD */
/* Reading the binary index: its file, its nodes, exact lookups, and all of it in order. */
#include "index/index.h"

#include "base/buf.h"
#include "base/files.h"
#include "index/index_format.h"
#include "index/index_node.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * A window is what one read gives: the bytes from the one that is asked for on, packed behind each other in an arena.
 * Nodes that follow each other in a walk often lie in one. Times of `modprobe -D btrfs` beyond those of a program that
 * does nothing (medians, an index of 700 KB and one of 1.3 MB), and CPU times of `modprobe -a -D` with 300 aliases:
 *
 *	windows of 256, 512, 1024, 4096 bytes     190, 185, 183, 209 us
 *	mmap of the file                          198 us     1970 us
 *	windows of 512, mmap after 16 of them     185 us     2000 us
 *	windows of 512, never mmap                           3400 us
 *
 * With 4096 bytes each window takes a page that the kernel must clear. For one lookup, mmap with MAP_POPULATE took 4
 * times as long as mmap, and one read of the whole file 21 times.
 */
enum { WINDOW_SIZE = 512, WINDOW_LARGEST = 64 << 10, WINDOWS_BEFORE_MAPPING = 16 };

/* a longer file has nodes that no reference reaches */
#define SIZE_LIMIT ((uint64_t)INDEX_NODE_OFFSET + 1)

/* nodes on one path of a dump; the longest key of a real tree has 250 bytes */
enum { DEPTH_LIMIT = 1000 };

/*
 * Maps the file, for a run that asks a lot. If that cannot be done (some file systems cannot map), windows go on. What
 * it risks, a SIGBUS where a disk has a bad block or somebody copies a new index over the old one, single names do not;
 * depmod replaces an index by rename, so what is mapped does not change.
 */
static bool map_file(struct index *index)
{
	void *bytes = mmap(NULL, index->size, PROT_READ, MAP_PRIVATE, index->fd, 0);

	if (bytes == MAP_FAILED)
		return false;
	index->whole = (struct index_window){ index->windows, bytes, 0, index->size };
	index->windows = &index->whole;
	return true;
}

/*
 * A new window of the file with `length` bytes at `offset`, or with all. NULL if they cannot be read. Not a part of
 * index_bytes, which is asked often and would have to save more registers.
 */
static __attribute__((noinline))
const struct index_window *window_open(struct index *index, uint32_t offset, uint32_t length)
{
	uint32_t wanted = length < WINDOW_SIZE ? WINDOW_SIZE : 2 * length;
	struct index_window *window;
	ssize_t count;

	if (!index->is_file || offset > index->size || length > index->size - offset)
		return NULL;
	if ((index->window_count++ == WINDOWS_BEFORE_MAPPING || length > WINDOW_LARGEST) && map_file(index))
		return index->windows;
	window = arena_alloc(index->arena, sizeof *window + wanted);
	do
		count = pread(index->fd, window + 1, wanted, (off_t)offset);
	while (count < 0 && errno == EINTR);
	if (count < (ssize_t)length)
		return NULL;
	*window = (struct index_window){ index->windows, (unsigned char *)(window + 1), offset, (uint32_t)count };
	index->windows = window;
	return window;
}

/* At least `length` bytes at `offset`, or NULL if they are not in the file. `*there` is how many there are. */
static const unsigned char *index_bytes(struct index *index, uint32_t offset, uint32_t length, uint32_t *there)
{
	const struct index_window *window = index->windows;

	for (;; window = window->next) {
		uint32_t start;

		if (!window)
			window = window_open(index, offset, length);
		if (!window)
			return NULL;
		start = offset - window->offset;
		if (start <= window->length && length <= window->length - start) {
			*there = window->length - start;
			return window->bytes + start;
		}
	}
}

/* `length` bytes at `offset`, or NULL if they are not all in the file. */
static const unsigned char *index_piece(struct index *index, uint32_t offset, uint32_t length)
{
	uint32_t there;

	return index_bytes(index, offset, length, &there);
}

/* The string at `offset`, or NULL if no NUL ends it; `*length` is without the NUL. */
static const unsigned char *index_string(struct index *index, uint32_t offset, uint32_t *length)
{
	const unsigned char *bytes, *nul = NULL;
	uint32_t there = 0;

	do {
		bytes = index_bytes(index, offset, there + 1, &there);
		if (bytes)
			nul = memchr(bytes, '\0', there);
	} while (bytes && !nul);
	*length = (uint32_t)(nul - bytes);
	return bytes;
}

static uint32_t read_u32(const unsigned char *at)
{
	uint32_t number;

	memcpy(&number, at, sizeof number);
	return be32toh(number);
}

static bool header_is_good(struct index *index)
{
	const unsigned char *header = index_piece(index, 0, INDEX_HEADER_SIZE);

	return header && read_u32(header) == INDEX_MAGIC &&
	       read_u32(header + 4) >> 16 == INDEX_VERSION >> 16;
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

uint32_t index_walk_start(struct index_walk *walk, struct index *index, unsigned rounds)
{
	const unsigned char *root = index_piece(index, INDEX_ROOT_AT, 4);

	*walk = (struct index_walk){ index, (uint64_t)index->size * rounds };
	return root ? read_u32(root) : 0;
}

/* Counts bytes that were read. False when the walk has read too many. */
static bool walk_spend(struct index_walk *walk, uint32_t bytes)
{
	if (bytes > walk->left)
		return false;
	walk->left -= bytes;
	return true;
}

int index_node_read(struct index_walk *walk, uint32_t reference, struct index_node *out)
{
	uint32_t start = reference & INDEX_NODE_OFFSET, offset = start, size;
	const unsigned char *range;

	*out = (struct index_node){ 0 };
	if (reference == INDEX_HEADER_SIZE)
		return 0;	/* an empty index: no node is there */
	if (offset < INDEX_HEADER_SIZE || !(reference & (INDEX_NODE_VALUES | INDEX_NODE_CHILDS)))
		return -EINVAL;
	if (reference & INDEX_NODE_PREFIX) {
		out->prefix = index_string(walk->index, offset, &out->prefix_length);
		if (!out->prefix)
			return -EINVAL;
		offset += out->prefix_length + 1;
	}
	if (reference & INDEX_NODE_CHILDS) {
		range = index_piece(walk->index, offset, 2);
		if (!range || range[0] > range[1])
			return -EINVAL;
		out->first = range[0];
		out->child_count = range[1] - range[0] + 1u;
		size = 4 * out->child_count;
		out->childs = index_piece(walk->index, offset + 2, size);
		if (!out->childs)
			return -EINVAL;
		offset += 2 + size;
	}
	if (reference & INDEX_NODE_VALUES)
		out->values_at = offset;
	return walk_spend(walk, offset - start) ? 0 : -EINVAL;
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
	uint32_t offset = node->values_at, length;
	const unsigned char *piece = index_piece(walk->index, offset, 4), *value;
	struct index_value *found;
	uint32_t count;

	if (!offset)
		return 0;
	if (!piece)
		return -EINVAL;
	for (count = read_u32(piece), offset += 4; count; count--, offset += 4 + length + 1) {
		piece = index_piece(walk->index, offset, 4);
		value = piece ? index_string(walk->index, offset + 4, &length) : NULL;
		if (!value || !walk_spend(walk, 4 + length + 1))
			return -EINVAL;
		found = arena_add(arena, out, sizeof *found);
		*found = (struct index_value){ (const char *)value, read_u32(piece) };
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
	struct dump dump = { .each = each, .context = context };
	uint32_t root = index_walk_start(&dump.walk, index, 1);
	int rc = dump_node(&dump, root, 0);

	buf_free(&dump.key);
	arena_free(&dump.arena);
	return rc;
}
