/* SPDX-License-Identifier: 0BSD */
/* Bytes that grow at their end: the place where output is made before it is written. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* A zeroed struct is an empty buffer. No memory for more ends the program (arena_exhausted). */
struct buf {
	char *at;	/* owned, unless lent; NULL while nothing was put in */
	size_t length;	/* bytes in use */
	size_t capacity;
	bool is_lent;	/* at is not ours: buf_lend */
};

/* Lends an empty buffer its first `size` bytes, which must outlive it: on a stack they cost no mapping. */
void buf_lend(struct buf *buf, char *memory, size_t size);

/* Room for `more` bytes behind the used ones, which the caller fills and adds to length. */
char *buf_reserve(struct buf *buf, size_t more);

void buf_put(struct buf *buf, const void *bytes, size_t size);
void buf_string(struct buf *buf, const char *string);
void buf_char(struct buf *buf, char byte);

/* Text made by base/fmt.h; no NUL is counted. */
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(__printf__, 2, 3)));
void buf_format_list(struct buf *buf, const char *format, va_list list)
	__attribute__((format(__printf__, 2, 0)));

/* NUL-terminates without counting the NUL, and returns the text, valid until the next change. */
const char *buf_text(struct buf *buf);

/* Gives the memory back; the buffer is empty and usable again. */
void buf_free(struct buf *buf);

#endif
