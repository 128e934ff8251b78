/* SPDX-License-Identifier: 0BSD */
/* A number that tells whether bytes are still the same. */
#ifndef DEPMOD_DIGEST_H
#define DEPMOD_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/*
 * FNV-1a by words of 8 bytes, in the order of this machine: against damage and chance, not against malice. `sum` is
 * 0, or the digest of what came before.
 */
uint64_t digest(uint64_t sum, const void *bytes, size_t size);

#endif
