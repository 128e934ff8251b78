/* SPDX-License-Identifier: 0BSD */
/* Memory for the bytes of a file: grows up to a limit, and is kept for the next file. */
#ifndef FILE_MEMORY_H
#define FILE_MEMORY_H

#include "base/err.h"

#include <stddef.h>

/* So many bytes are there before the first, for a decoder that looks back (file/lzma2.h). */
enum { MEMORY_LEAD = 64 };

/* { .limit = BYTES } is empty. Not shared between threads. */
struct memory {
	unsigned char *bytes;	/* owned mapping; moves when it grows */
	size_t size;		/* bytes in use */
	size_t capacity;
	size_t limit;		/* more than this is an error */
};

/*
 * Makes room for at least `more` bytes behind the used ones; the caller fills them and adds to size.
 * Returns 0, or -EFBIG beyond the limit, -ENOMEM, with err set and the memory as it was.
 */
int memory_reserve(struct memory *memory, size_t more, struct err *err);

/* Gives the memory back; the limit stays. */
void memory_free(struct memory *memory);

#endif
