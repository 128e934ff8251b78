/* SPDX-License-Identifier: 0BSD */
/*
 * Reading the binary index (index/index_format.h). Every offset is checked, every walk is bounded by the size of
 * the file: a damaged index gives -EINVAL, never a crash or a loop.
 *
 * The file is copied into memory in small windows, each when a walk first needs a byte of it. So a file that is
 * truncated or changed meanwhile, or a disk that cannot be read, is an error like any other and no SIGBUS. Only a run
 * that asks for a good part of the file gets it mapped.
 */
#ifndef INDEX_INDEX_H
#define INDEX_INDEX_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of the file that is in memory. */
struct index_window {
	struct index_window *next;
	const unsigned char *bytes;
	uint32_t offset, length;
};

/*
 * Zeroed is closed. Asking an index changes it (windows are read), so one thread at a time; and an open one cannot be
 * copied.
 */
struct index {
	uint32_t size;
	uint32_t root;	/* reference of the first node */
	struct index_window *windows;	/* the one that was asked last comes first */
	struct index_window whole;	/* the window of all that is mapped, or of borrowed memory */
	unsigned window_count;
	bool is_file;
	int fd;			/* of the file */
	struct arena *arena;	/* for the windows */
};

/* One value that was found; `value` points into the index. */
struct index_value {
	const char *value;
	uint32_t priority;
};

struct index_values {
	struct index_value *at;
	size_t count, capacity;
};

/*
 * Checks header and size. The arena must live as long as the index. Returns 0, or -errno: a missing file is -ENOENT, an
 * empty one -ENODATA, a damaged one -EINVAL.
 */
int index_open(struct index *index, const char *path, struct arena *arena, struct err *err);

/* The same for an index in memory, which is borrowed until index_close. */
int index_open_bytes(struct index *index, const void *bytes, size_t size, struct err *err);

/* Closing twice is harmless. What was found in the index goes with it. */
void index_close(struct index *index);

/* All values of exactly this key, appended to `out` in file order. Returns their number (0: none) or -EINVAL. */
int index_find(struct index *index, const char *key, struct arena *arena, struct index_values *out);

/*
 * All values whose keys, taken as shell patterns, match `text`; appended, sorted by priority. Of equal priorities
 * the one that lies deepest in the tree comes first, which is kmod's order. See index_search.c for the walk.
 * Returns their number, -EINVAL, or -E2BIG for a text so long (a million bytes) that the walk would take too much
 * memory.
 */
int index_search(struct index *index, const char *text, struct arena *arena, struct index_values *out);

/*
 * Calls `each` for every key and value in the order of the tree (for `modprobe -c`); it stops at the first
 * non-zero result and returns that. `key` is valid during the call. -EINVAL for a damaged index.
 */
int index_dump(struct index *index, int (*each)(void *context, const char *key, const struct index_value *value),
	       void *context);

#endif
