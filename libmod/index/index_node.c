/* SPDX-License-Identifier: 0BSD */
/* The steps of a walk: windows of the file, nodes in them, and their values. */
#include "index/index_node.h"

#include "index/index_format.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * A window is what one read gives: the bytes from the one that is asked for on, packed behind each other in an arena.
 * Nodes that follow each other in a walk often lie in one. Times of `modprobe -D btrfs` beyond those of a program that
 * does nothing (medians, an index of 700 KB and one of 1.3 MB), and of all of `modprobe -a -D` with 300 aliases:
 *
 *	windows of 256, 512, 1024, 4096 bytes     190, 185, 183, 209 us
 *	mmap of the file                          198 us     1180 us
 *	windows of 512, mmap after 16 of them     185 us     1130 us
 *	windows of 512, never mmap                           2250 us
 *
 * With 4096 bytes each window takes a page that the kernel must clear. For one lookup, mmap with MAP_POPULATE took 4
 * times as long as mmap, and one read of the whole file 21 times; for 300 aliases, MAP_POPULATE takes 100 us more. A
 * single alias needs 6 to 8 windows.
 */
enum { WINDOW_SIZE = 512, WINDOW_LARGEST = 64 << 10, WINDOWS_BEFORE_MAPPING = 16 };

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

/* A new window of the file, the first from now on, with `length` bytes at `offset` or more. */
static __attribute__((cold)) bool window_open(struct index *index, uint32_t offset, uint32_t length)
{
	uint32_t wanted = length < WINDOW_SIZE ? WINDOW_SIZE : 2 * length;
	struct index_window *window;
	ssize_t count;

	if (!index->is_file || offset > index->size || length > index->size - offset)
		return false;
	if ((index->window_count++ == WINDOWS_BEFORE_MAPPING || length > WINDOW_LARGEST) && map_file(index))
		return true;
	window = arena_alloc(index->arena, sizeof *window + wanted);
	do
		count = pread(index->fd, window + 1, wanted, (off_t)offset);
	while (count < 0 && errno == EINTR);
	if (count < (ssize_t)length)
		return false;
	*window = (struct index_window){ index->windows, (unsigned char *)(window + 1), offset, (uint32_t)count };
	index->windows = window;
	return true;
}

static bool window_has(const struct index_window *window, uint32_t offset, uint32_t length)
{
	uint32_t start = offset - window->offset;

	return start <= window->length && length <= window->length - start;
}

/* Makes the window that has `length` bytes at `offset` the first one. False if they are not in the file. */
static __attribute__((cold)) bool window_find(struct index *index, uint32_t offset, uint32_t length)
{
	struct index_window **link = &index->windows, *window;

	while (*link && !window_has(*link, offset, length))
		link = &(*link)->next;
	window = *link;
	if (!window)
		return window_open(index, offset, length);
	*link = window->next;
	window->next = index->windows;
	index->windows = window;
	return true;
}

const unsigned char *index_bytes(struct index *index, uint32_t offset, uint32_t length, uint32_t *there)
{
	const struct index_window *window = index->windows;

	if (!window || !window_has(window, offset, length)) {
		if (!window_find(index, offset, length))
			return NULL;
		window = index->windows;
	}
	*there = window->length - (offset - window->offset);
	return window->bytes + (offset - window->offset);
}

/* Counts bytes that were read. False when the walk has read too many. */
static bool walk_spend(struct index_walk *walk, uint32_t bytes)
{
	if (bytes > walk->left)
		return false;
	walk->left -= bytes;
	return true;
}

/* Whether a node can be there. */
static bool is_reference(uint32_t reference)
{
	return (reference & INDEX_NODE_OFFSET) >= INDEX_HEADER_SIZE &&
	       (reference & (INDEX_NODE_VALUES | INDEX_NODE_CHILDS));
}

/*
 * Cuts a node that begins at `bytes`, of which so many are there. Returns its size without the values; if that is more
 * than is there, it needs at least so many, and `out` is unfinished.
 */
static inline uint32_t node_cut(uint32_t reference, const unsigned char *bytes, uint32_t there, struct index_node *out)
{
	const unsigned char *at = bytes, *end = bytes + there;

	*out = (struct index_node){ .prefix = bytes };
	if (reference & INDEX_NODE_PREFIX) {
		while (at < end && *at)
			at++;
		if (at == end)
			return there + 1;
		out->prefix_length = (uint32_t)(at++ - bytes);
	}
	if (!(reference & INDEX_NODE_CHILDS))
		return (uint32_t)(at - bytes);
	if (end - at < 2)
		return there + 1;
	out->first = at[0];
	if (at[0] > at[1])
		return UINT32_MAX;	/* no file has so many */
	out->child_count = at[1] - at[0] + 1u;
	out->childs = at + 2;
	return (uint32_t)(at + 2 - bytes) + 4 * out->child_count;
}

/*
 * Reads a node that is not in the first window, or has `size` bytes or more and is cut off there; or finds out that
 * there is none.
 */
static __attribute__((noinline, cold))
int node_read_elsewhere(struct index_walk *walk, uint32_t reference, uint32_t size, struct index_node *out)
{
	*out = (struct index_node){ 0 };
	if (reference == INDEX_HEADER_SIZE)
		return 0;	/* an empty index: no node is there */
	if (!is_reference(reference) || !window_find(walk->index, reference & INDEX_NODE_OFFSET, size))
		return -EINVAL;
	return index_node_read(walk, reference, out);
}

int index_node_read(struct index_walk *walk, uint32_t reference, struct index_node *out)
{
	const struct index_window *window = walk->index->windows;
	uint32_t offset = reference & INDEX_NODE_OFFSET, there, size;

	if (!is_reference(reference) || offset - window->offset >= window->length)
		return node_read_elsewhere(walk, reference, 1, out);
	there = window->length - (offset - window->offset);
	size = node_cut(reference, window->bytes + (offset - window->offset), there, out);
	if (size > there)
		return node_read_elsewhere(walk, reference, size, out);
	if (reference & INDEX_NODE_VALUES)
		out->values_at = offset + size;
	return walk_spend(walk, size) ? 0 : -EINVAL;
}

/* A value behind its priority; `*size` is that of both, with the NUL. NULL if they are not in the file. */
static const unsigned char *value_read(struct index *index, uint32_t offset, uint32_t *size)
{
	const unsigned char *bytes, *nul = NULL;
	uint32_t there = 4;

	do {
		bytes = index_bytes(index, offset, there + 1, &there);
		if (bytes)
			nul = memchr(bytes + 4, '\0', there - 4);
	} while (bytes && !nul);
	*size = (uint32_t)(nul - bytes) + 1;
	return bytes;
}

int index_node_values(struct index_walk *walk, const struct index_node *node, struct arena *arena,
		      struct index_values *out)
{
	uint32_t offset = node->values_at, there, size;
	const unsigned char *bytes;
	struct index_value *found;

	if (!offset)
		return 0;
	bytes = index_bytes(walk->index, offset, 4, &there);
	if (!bytes)
		return -EINVAL;
	offset += 4;
	for (uint32_t count = index_u32(bytes); count; count--, offset += size) {
		bytes = value_read(walk->index, offset, &size);
		if (!bytes || !walk_spend(walk, size))
			return -EINVAL;
		found = arena_add(arena, out, sizeof *found);
		*found = (struct index_value){ (const char *)bytes + 4, index_u32(bytes) };
	}
	return 0;
}
