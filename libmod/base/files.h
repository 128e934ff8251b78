/* SPDX-License-Identifier: 0BSD */
/* Files by path: reading whole, writing whole, listing a folder. */
#ifndef BASE_FILES_H
#define BASE_FILES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "a/b"; an empty `a` gives "b", and no slash is doubled. Owned by the arena. */
char *path_join(struct arena *arena, const char *a, const char *b);

/* `path` from the root on: with the working directory in front if it is relative. Nothing is resolved. */
char *path_absolute(struct arena *arena, const char *path);

/* What follows the last slash of `path`. */
const char *path_base(const char *path);

/*
 * The whole contents of a regular or /proc or /sys file, NUL-terminated beyond length, owned by the arena.
 * Refuses directories, FIFOs, terminals and files above `limit` bytes (EFBIG).
 * Returns 0 or -errno; a missing file is -ENOENT with err set too.
 */
int file_read(struct arena *arena, const char *path, size_t limit, struct str *out, struct err *err);

/* Of an open file: its size, and an error if it is not a regular one. */
int file_check(int fd, const char *path, uint64_t *size, struct err *err);

/*
 * Opens for reading, never blocking on a FIFO, and only a regular file: -EINVAL for anything else. `flags` are more of
 * open's: O_CLOEXEC costs a second system call in musl, and is only for what stays open while others are started.
 * `*size` is what the file has in bytes. Returns the descriptor or -errno.
 */
int file_open(const char *path, int flags, uint64_t *size, struct err *err);

/* Writes all bytes, however many calls it takes. Returns 0 or -errno. */
int file_write(int fd, const void *bytes, size_t size);

/*
 * Replaces or makes the file `path` as one step: written to a temporary beside it, synced, renamed.
 * Mode 0644 whatever the umask. On failure the old file is untouched and the temporary gone.
 */
int file_replace(const char *path, const void *bytes, size_t size, struct err *err);

/* Sets the error of a call on `path` whose result is `rc`, -errno: "could not FAILED 'PATH': ...". Returns `rc`, or 0. */
int file_failure(int rc, const char *failed, const char *path, struct err *err);

/* Makes a folder and the missing ones above it. Mode 0755 under the umask. */
int folder_make(const char *path, struct err *err);

enum file_kind { FILE_UNKNOWN, FILE_REGULAR, FILE_FOLDER, FILE_LINK, FILE_OTHER };

struct folder_entry {
	const char *name;
	enum file_kind kind;	/* FILE_UNKNOWN where the file system does not tell */
};

/* The entries of a folder but for . and .., sorted by name (bytes), owned by the arena. */
struct folder {
	struct folder_entry *entries;
	size_t count, capacity;
};

int folder_list(struct arena *arena, const char *path, struct folder *out, struct err *err);

/* What a path is, links followed; FILE_UNKNOWN if it cannot be told, with errno set. */
enum file_kind file_kind(const char *path);

#endif
