/* SPDX-License-Identifier: 0BSD */
/* Writing the binary index (index/index_format.h), byte for byte as kmod 34 does: nodes in pre-order. */
#ifndef INDEX_INDEX_WRITE_H
#define INDEX_INDEX_WRITE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct index_entry {
	const char *key;	/* NUL-terminated, 7-bit, borrowed */
	const char *value;	/* NUL-terminated, borrowed */
	uint32_t priority;
	uint32_t sequence;	/* order of insertion: of equal priorities the newest comes first */
	uint64_t scratch;	/* the sort's own */
};

/* The keys and values that an index is to hold, in the order of insertion. */
struct index_entries {
	struct index_entry *at;
	size_t count, capacity;
};

/* Adds an entry, whose sequence is its place; the list grows in the arena, `key` and `value` are borrowed. */
void index_entries_add(struct index_entries *entries, struct arena *arena, const char *key, const char *value,
		       uint32_t priority);

/* Whether `key` can be in an index: its bytes are all below 128. */
bool index_key_is_valid(const char *key);

/* Sorts entries as an index has them: by key, then by priority, then the newest first. */
void index_sort(struct index_entry *entries, size_t count);

/*
 * Appends the whole index to `out` and sorts `entries` on the way. No entries give the 12-byte empty index.
 * Memory beside the output is at most a small multiple of the depth of the tree; no input makes it recurse.
 * Returns 0, or -EINVAL for a key with a byte above 127, -EFBIG when an offset does not fit 28 bits; then `out`
 * is as it was.
 */
int index_write(struct index_entry *entries, size_t count, struct buf *out, struct err *err);

#endif
