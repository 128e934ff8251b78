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
	uint32_t stamps, symbols, modules, unused;
};

/* A module; its exports and needs follow, then path and infos. */
struct cache_record {
	struct file_stamp stamp;
	uint32_t export_count, need_count, shown_size, infos_size;
};

uint64_t cache_checksum(const unsigned char *bytes, size_t size);

/* The header of such a cache, all but size, checksum, symbols and modules. */
struct cache_header cache_header_of(const struct cache_place *place);

/* The stamps of its files as they are now, header.stamps of them; in the arena. */
struct file_stamp *cache_stamps(const struct tree *tree, const struct cache_place *place, struct arena *arena);

#endif
