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

struct index_window {
	size_t offset, length;
	unsigned char *bytes;
};

/* a longer file has nodes that no reference reaches */
#define SIZE_LIMIT ((uint64_t)INDEX_NODE_OFFSET + 1)

/* levels of the tree that a dump remembers: 16 MB; the longest key of a real tree has 250 bytes */
#define DEPTH_LIMIT ((size_t)1 << 18)

/* False if the file cannot be read, or is shorter than it was. */
static bool window_read(const struct index *index, const struct index_window *window)
{
	for (size_t done = 0; done < window->length;) {
		ssize_t count = pread(index->fd, window->bytes + done, window->length - done,
				      (off_t)(window->offset + done));

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		done += (size_t)count;
	}
	return true;
}

/*
 * Maps the file, for a run that asks a lot. If that cannot be done (some file systems cannot map), windows go on. What
 * it risks, a SIGBUS where a disk has a bad block or somebody copies a new index over the old one, single names do not;
 * depmod replaces an index by rename, so what is mapped does not change.
 */
static void map_file(struct index *index)
{
	struct stat status;
	void *bytes;

	index->was_mapping_tried = true;
	if (fstat(index->fd, &status) || (uint64_t)status.st_size < index->size)
		return;
	bytes = mmap(NULL, index->size, PROT_READ, MAP_PRIVATE, index->fd, 0);
	if (bytes != MAP_FAILED)
		index->bytes = bytes;
}

/* A new window of `length` bytes at `offset`, both inside the file. False if it cannot be read. */
static bool window_open(struct index *index, size_t offset, size_t length)
{
	struct index_window window = { offset, length, (unsigned char *)arena_bytes(index->arena, length) };

	if (!window_read(index, &window))
		return false;
	index->windows = arena_grow(index->arena, index->windows, index->window_count, &index->window_capacity,
				    sizeof *index->windows);
	index->windows[index->window_count++] = window;
	return true;
}

/* The window that has them all, or NULL. */
static const struct index_window *window_find(const struct index *index, size_t offset, size_t length)
{
	for (size_t i = 0; i < index->window_count; i++) {
		const struct index_window *window = &index->windows[i];

		if (offset >= window->offset && offset - window->offset <= window->length &&
		    length <= window->length - (offset - window->offset))
			return window;
	}
	return NULL;
}

/* Sees to it that `length` bytes at `offset`, all inside the file, are in memory. False if they cannot be read. */
static bool bytes_take(struct index *index, size_t offset, size_t length)
{
	size_t wanted = length < WINDOW_SIZE ? WINDOW_SIZE : 2 * length;

	if (!index->was_mapping_tried && (length > WINDOW_LARGEST || index->window_count == WINDOWS_BEFORE_MAPPING))
		map_file(index);
	if (index->bytes)
		return true;
	return window_open(index, offset, wanted < index->size - offset ? wanted : index->size - offset);
}

/* At least `length` bytes at `offset`, or NULL if they are not in the file. `*there` is how many there are. */
static const unsigned char *index_bytes(struct index *index, size_t offset, size_t length, size_t *there)
{
	const struct index_window *window;

	if (offset > index->size || length > index->size - offset)
		return NULL;
	while (!index->bytes) {
		window = window_find(index, offset, length);
		if (window) {
			*there = window->length - (offset - window->offset);
			return window->bytes + (offset - window->offset);
		}
		if (!bytes_take(index, offset, length))
			return NULL;
	}
	*there = index->size - offset;
	return index->bytes + offset;
}

/* `length` bytes at `offset`, or NULL if they are not all in the file. */
static const unsigned char *index_piece(struct index *index, size_t offset, size_t length)
{
	size_t there;

	return index_bytes(index, offset, length, &there);
}

/* The string at `offset`, or NULL if no NUL ends it; `*length` is without the NUL. */
static const unsigned char *index_string(struct index *index, size_t offset, size_t *length)
{
	size_t there = 0;

	for (;;) {
		const unsigned char *bytes = index_bytes(index, offset, there + 1, &there), *nul;

		nul = bytes ? memchr(bytes, '\0', there) : NULL;
		if (nul || !bytes) {
			*length = (size_t)(nul - bytes);
			return bytes;
		}
	}
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
	*index = (struct index){ .bytes = bytes, .size = size };
	if (header_is_good(index))
		return 0;
	*index = (struct index){ 0 };
	return err_set(err, EINVAL, "the index is damaged");
}

int index_open(struct index *index, const char *path, struct arena *arena, struct err *err)
{
	uint64_t size;
	int fd = file_open_sized(path, &size, err);

	*index = (struct index){ 0 };
	if (fd < 0)
		return fd;
	if (size && size <= SIZE_LIMIT) {
		*index = (struct index){ .size = (size_t)size, .fd = fd, .is_file = true, .arena = arena };
		if (header_is_good(index))
			return 0;
	}
	close(fd);
	*index = (struct index){ 0 };
	if (!size)
		return err_set(err, ENODATA, "'%s' is empty", path);
	return err_set(err, EINVAL, "'%s' is damaged", path);
}

void index_close(struct index *index)
{
	arena_free(&index->scratch);
	if (index->is_file && index->bytes)
		munmap((void *)index->bytes, index->size);
	if (index->is_file)
		close(index->fd);
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
