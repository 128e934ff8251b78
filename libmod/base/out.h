/* SPDX-License-Identifier: 0BSD */
/* A stream of output: collected, written in large pieces, and whether every write worked. */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "base/buf.h"

/* { .fd = STDOUT_FILENO } is ready for use. */
struct out {
	int fd;
	struct buf buf;	/* not written yet */
	size_t written;	/* bytes that stood in front of those */
	int error;	/* errno of the first failed write; later output is dropped */
};

void out_put(struct out *out, const void *bytes, size_t size);
void out_string(struct out *out, const char *string);
void out_format(struct out *out, const char *format, ...) __attribute__((format(__printf__, 2, 3)));

/*
 * Writes what is collected: before another process may write to the same place, before a step that takes
 * long, and at the end. Returns 0, or -errno of the first write that failed since the start.
 */
int out_flush(struct out *out);

#endif
