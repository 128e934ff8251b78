/* SPDX-License-Identifier: 0BSD */
/* XXH64, the check of zstd's frames (github.com/Cyan4973/xxHash, doc/xxhash_spec.md). */
#ifndef FILE_XXHASH_H
#define FILE_XXHASH_H

#include <stddef.h>
#include <stdint.h>

/* The hash of `size` bytes, with the seed 0. */
uint64_t xxhash64(const unsigned char *bytes, size_t size);

#endif
