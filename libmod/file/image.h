/* SPDX-License-Identifier: 0BSD */
/*
 * The bytes of a module file, plain or compressed, as one thing:
 *
 *	image_open     open, is it a regular file, which compression          (one open, fstat, pread)
 *	image_piece    any part of the ELF file: pread where it is plain,     (unpacks at the first piece)
 *	               memory where it was compressed
 *	image_whole    all of it in memory
 *	image_close
 */
#ifndef FILE_IMAGE_H
#define FILE_IMAGE_H

#include "base/arena.h"
#include "base/err.h"
#include "file/compressor.h"
#include "file/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No module unpacks to more than this (the largest of Debian's has 20 MB, with debug data about 200). */
#define IMAGE_LIMIT ((size_t)512 << 20)

/* No part of a file that we look at is larger (the largest symbol table of Debian's modules has 1 MB). */
#define PIECE_LIMIT ((size_t)32 << 20)

/* Nor are all parts together: sections may overlap, so a small file could ask for any amount of memory. */
#define PIECES_LIMIT ((size_t)128 << 20)

/* Zeroed is closed; only a closed one can be opened. One thread at a time. */
struct image {
	struct memory packed, unpacked, scratch;	/* kept over image_recycle */

	const char *path;			/* borrowed; for messages; NULL: closed */
	int fd;					/* valid while open; -1: it is not a file but came by a pipe */
	uint64_t file_size;			/* of the file as it lies on disk */
	const char *compression;		/* as the first bytes tell; NULL: plain, or not known */
	const struct compressor *compressor;	/* NULL: plain, or this build has none */
	struct arena *arena;			/* where pieces of a plain file are put */

	uint64_t size;				/* of the ELF file; 0 until image_unpack */
	const unsigned char *bytes;		/* the whole ELF file, or NULL while read in pieces */

	unsigned char head[64];			/* the first bytes of the file: room for an ELF header */
	size_t head_size;
	struct {				/* the piece read last: a part of it costs no new read */
		const unsigned char *bytes;
		uint64_t offset;
		uint64_t size;
	} piece;
	uint64_t pieces_size;			/* of all pieces that were read */
};

/*
 * Opens `path` (never blocks on a FIFO), refuses what is not a regular file or is empty, finds the compression
 * by the first bytes, never by the name. Pieces of a plain file will be put into `arena`.
 * Returns 0, or -errno with the image closed and err saying which file and why.
 */
int image_open(struct image *image, const char *path, struct arena *arena, struct err *err);

/*
 * The same for a descriptor that the image takes over, on failure too (standard input): a pipe is read to its
 * end into memory, and then has no fd; a terminal is refused.
 */
int image_open_fd(struct image *image, int fd, const char *path, struct arena *arena, struct err *err);

/* The same for a file that lies in memory, `bytes` borrowed, which force_edit edits; it has no fd. */
int image_open_bytes(struct image *image, const void *bytes, size_t size, const char *path, struct arena *arena,
		     struct err *err);

/*
 * Makes the ELF bytes available: unpacks a compressed file under IMAGE_LIMIT, and checks the ELF magic
 * of either. Called by the others; the second call is free.
 * Returns 0, or -ENOEXEC (not ELF), -EINVAL (damaged), -EFBIG, -ENOMEM, -EIO with err set (path included).
 */
int image_unpack(struct image *image, struct err *err);

/*
 * `length` bytes at `offset` of the ELF file, at any alignment, valid until the arena is reset or the image closed.
 * NULL with err (not NULL here) set if they are not all inside the file (ENOEXEC), are more than PIECE_LIMIT or
 * PIECES_LIMIT allow (EFBIG), or cannot be read.
 */
const unsigned char *image_piece(struct image *image, uint64_t offset, uint64_t length, struct err *err);

/*
 * Puts all of the ELF file into memory: image->bytes and image->size, from which pieces are taken from now on. It may
 * be edited. Returns 0, or -errno with err set.
 */
int image_whole(struct image *image, struct err *err);

/* Says that the file is not as it should be: "'PATH' " and `what`, such as "is empty". Returns -code. */
int image_refuse(const struct image *image, int code, const char *what, struct err *err);

/* Closes and gives everything back; closing twice is harmless. */
void image_close(struct image *image);

/* Closes the file but keeps the memory for unpacking, for the next image_open of the same struct. */
void image_recycle(struct image *image);

#endif
