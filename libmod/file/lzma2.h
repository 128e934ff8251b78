/* SPDX-License-Identifier: 0BSD */
/*
 * LZMA2, the data of an xz file's block: by the inside of the pinned liblzma in decoders/lzma2.c, or in
 * decoders/lzma2_system.c by the distribution's.
 */
#ifndef FILE_LZMA2_H
#define FILE_LZMA2_H

#include "file/memory.h"

#include <stdint.h>

/* The bytes that must be there before and behind `out`; they may be written, and are put back. */
enum { LZMA2_MARGIN = 32 };

struct lzma2 {
	const unsigned char *packed;
	size_t packed_size;
	size_t readable;		/* with what follows in the file: 20 bytes more, if it is whole (lzma_config.h) */
	unsigned char *out;		/* gets the bytes, between two margins */
	size_t size;			/* how many there are to be */
	uint64_t dictionary;		/* how far back a match may lie; a decoder may allow more */
	struct memory *scratch;		/* for the decoder itself, as compressor.h says */
};

/* Unpacks all. Returns 0, -ENOMEM, or -EINVAL if the data are damaged or not of these sizes. */
int lzma2_decode(const struct lzma2 *job, struct err *err);

#endif
