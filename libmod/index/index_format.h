/* SPDX-License-Identifier: 0BSD */
/*
 * The binary index of kmod (modules.*.bin): a radix tree of 7-bit keys. All numbers are u32, big-endian.
 *
 *	offset 0   magic 0xb007f457
 *	       4   version 0x00020001: the high half must be 2
 *	       8   root: node reference
 *	      12   nodes
 *
 *	reference = flags (high bits) | offset of the node in the file
 *
 *	node = prefix bytes, NUL                        if PREFIX
 *	       u8 first, u8 last,                       if CHILDS
 *	         reference child[last - first + 1]        (0: no such child)
 *	       u32 count, count times                   if VALUES
 *	         { u32 priority, value bytes, NUL }       (ascending priority)
 *
 * The byte that selects a child is not part of the child's prefix. An empty index is 12 bytes whose root
 * reference is 12, with no node there.
 */
#ifndef INDEX_INDEX_FORMAT_H
#define INDEX_INDEX_FORMAT_H

#define INDEX_MAGIC 0xb007f457u
#define INDEX_VERSION 0x00020001u

enum {
	INDEX_HEADER_SIZE = 12,
	INDEX_ROOT_AT = 8,
};

#define INDEX_NODE_PREFIX 0x80000000u
#define INDEX_NODE_VALUES 0x40000000u
#define INDEX_NODE_CHILDS 0x20000000u
#define INDEX_NODE_OFFSET 0x0fffffffu

#endif
