/* SPDX-License-Identifier: 0BSD */
/* The file of the cache (cache.h), for the two that take it apart and put it together. */
#ifndef DEPMOD_CACHE_FORMAT_H
#define DEPMOD_CACHE_FORMAT_H

#include "depmod/cache.h"

#include <stddef.h>
#include <stdint.h>

enum { CACHE_ORDER = 0x01020304 };

/* Every part of the file begins at a multiple of 8. */
struct cache_header {
	char magic[24];
	uint32_t order;		/* CACHE_ORDER */
	uint32_t prefix;	/* of symbols: option -P */
	uint64_t size;		/* of the whole file */
	uint64_t checksum;	/* of all that follows the header */
	uint64_t sources;	/* cache_place.sources */
	uint32_t outputs, folders, symbols, modules;
};

/* A module; its exports and needs follow, then path and infos. A folder has only a path. */
struct cache_record {
	struct file_stamp stamp;
	uint32_t export_count, need_count, path_size, infos_size;
};

/* Makes the header of such a cache, all but size, checksum, folders, symbols and modules. */
void cache_header_fill(struct cache_header *header, const struct cache_place *place);

/* The files of the kernel's build in the tree: the two lists of built-in modules, and modules.order. */
enum { LIST_ORDER = 2, LISTS = 3 };

/* Their stamps as they are now. */
void cache_lists(const struct tree *tree, struct file_stamp stamps[LISTS]);

#endif
