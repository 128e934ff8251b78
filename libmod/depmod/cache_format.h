/* SPDX-License-Identifier: 0BSD */
/* The file of the cache (cache.h), for the two that take it apart and put it together. */
#ifndef DEPMOD_CACHE_FORMAT_H
#define DEPMOD_CACHE_FORMAT_H

#include "depmod/cache.h"

#include <stddef.h>
#include <stdint.h>

/* With the version of this format; 24 bytes with the NUL that fills up. */
#define CACHE_MAGIC "kmodbox depmod cache 1\n"

enum { CACHE_ORDER = 0x01020304 };

/* Every part of the file begins at a multiple of 8. */
struct cache_header {
	char magic[24];
	uint32_t order;		/* CACHE_ORDER */
	uint32_t prefix;	/* of symbols: option -P */
	uint64_t size;		/* of the whole file */
	uint64_t checksum;	/* of all that follows the header */
	uint32_t outputs, symbols, modules, unused;
};

/* A module; its exports, needs, path and infos follow. */
struct cache_record {
	struct file_stamp stamp;
	uint32_t export_count, need_count, shown_size, infos_size;
};

uint64_t cache_checksum(const unsigned char *bytes, size_t size);
size_t cache_count_outputs(const struct output *outputs);

/* The stamps of the files as they are now; the outputs' are in the arena. */
void cache_stamp_sources(const struct tree *tree, struct file_stamp stamps[CACHE_SOURCES]);
struct file_stamp *cache_stamp_outputs(const char *dir, const struct output *outputs, struct arena *arena);

#endif
