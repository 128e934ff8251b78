/* SPDX-License-Identifier: 0BSD */
/* The kernel's own decompression of module files (kernel/module/decompress.c), by the usual programs. */
#ifndef FAKE_UNPACK_H
#define FAKE_UNPACK_H

#include "pool.h"

/*
 * Puts the unpacked bytes in place of `*bytes`, owned by the pool. `compression` is "gzip", "xz" or "zstd".
 * Returns 0, or -EINVAL for another format or damage, and for xz with another check than CRC32: the kernel's decoder
 * knows no other.
 */
int unpack(const char *compression, struct pool *pool, unsigned char **bytes, size_t *size);

#endif
