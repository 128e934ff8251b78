/* SPDX-License-Identifier: 0BSD */
/* A walk through an open index, node by node: what index.c, index_node.c and index_search.c share, and nobody else. */
#ifndef INDEX_INDEX_NODE_H
#define INDEX_INDEX_NODE_H

#include "index/index.h"

#include <endian.h>
#include <string.h>

/*
 * `left` is the number of bytes that the walk may still read. A walk through a sound index reads no byte twice,
 * so one that runs out of bytes is on a loop, or meets shared nodes again and again.
 */
struct index_walk {
	struct index *index;
	uint64_t left;
};

/* A walk of at most `rounds` times the bytes of the index. It begins at index->root. */
static inline struct index_walk index_walk(struct index *index, unsigned rounds)
{
	return (struct index_walk){ index, (uint64_t)index->size * rounds };
}

/* A node cut into its parts, all of them inside the file. */
struct index_node {
	const unsigned char *prefix;
	uint32_t prefix_length;
	const unsigned char *childs;	/* child_count references as they lie in the file */
	unsigned child_count;		/* 0: no children */
	unsigned first;			/* the byte of the first child */
	uint32_t values_at;		/* offset of the values; 0: none */
};

/* A number as it lies in the file. */
static inline uint32_t index_u32(const unsigned char *at)
{
	uint32_t number;

	memcpy(&number, at, sizeof number);
	return be32toh(number);
}

/*
 * At least `length` bytes at `offset`, or NULL if they are not in the file. `*there` is how many there are. They stay
 * until index_close.
 */
const unsigned char *index_bytes(struct index *index, uint32_t offset, uint32_t length, uint32_t *there);

/* Reads the node of a reference. Returns 0 or -EINVAL. */
int index_node_read(struct index_walk *walk, uint32_t reference, struct index_node *out);

/* The reference of child number `number` < child_count, or of the child of a byte; 0: there is none. */
static inline uint32_t index_node_child(const struct index_node *node, unsigned number)
{
	return index_u32(node->childs + 4 * (size_t)number);
}

static inline uint32_t index_node_child_of(const struct index_node *node, unsigned char byte)
{
	unsigned number = byte - node->first;

	return number < node->child_count ? index_node_child(node, number) : 0;
}

/* Appends the node's values to `out`, in file order. Returns 0 or -EINVAL. */
int index_node_values(struct index_walk *walk, const struct index_node *node, struct arena *arena,
		      struct index_values *out);

#endif
