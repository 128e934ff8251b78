/* SPDX-License-Identifier: 0BSD */
/* A walk through an open index, node by node: what index.c and index_search.c share, and nobody else needs. */
#ifndef INDEX_INDEX_NODE_H
#define INDEX_INDEX_NODE_H

#include "index/index.h"

/*
 * `left` is the number of bytes that the walk may still read. A walk through a sound index reads no byte twice,
 * so one that runs out of bytes is on a loop, or meets shared nodes again and again.
 */
struct index_walk {
	struct index *index;
	uint64_t left;
};

/* A node cut into its parts, all of them inside the file. */
struct index_node {
	const unsigned char *prefix;
	uint32_t prefix_length;
	const unsigned char *childs;	/* child_count references as they lie in the file */
	unsigned child_count;		/* 0: no children */
	unsigned first;			/* the byte of the first child */
	uint32_t values_at;		/* offset of the values; 0: none */
};

/* Starts a walk of at most `rounds` times the bytes of the index. Returns the reference of the root, 0 on damage. */
uint32_t index_walk_start(struct index_walk *walk, struct index *index, unsigned rounds);

/* Reads the node of a reference. Returns 0 or -EINVAL. */
int index_node_read(struct index_walk *walk, uint32_t reference, struct index_node *out);

/* The reference of child number `number` < child_count, or of the child of a byte; 0: there is none. */
uint32_t index_node_child(const struct index_node *node, unsigned number);
uint32_t index_node_child_of(const struct index_node *node, unsigned char byte);

/* Appends the node's values to `out`, in file order. Returns 0 or -EINVAL. */
int index_node_values(struct index_walk *walk, const struct index_node *node, struct arena *arena,
		      struct index_values *out);

#endif
