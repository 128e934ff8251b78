/* SPDX-License-Identifier: 0BSD */
/* Bytes that grow at their end, by doubling. */
#include "base/buf.h"

#include "base/arena.h"
#include "base/fmt.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* what fits into one page beside the header of base/malloc.c */
enum { BUF_FIRST = 4096 - 16 };

char *buf_reserve(struct buf *buf, size_t more)
{
	size_t capacity = buf->capacity ? buf->capacity : BUF_FIRST;

	if (more > SIZE_MAX / 2 - buf->length)
		arena_exhausted();
	while (capacity < buf->length + more)
		capacity *= 2;
	if (capacity != buf->capacity) {
		char *grown = realloc(buf->is_lent ? NULL : buf->at, capacity);

		if (!grown)
			arena_exhausted();
		if (buf->is_lent)
			memcpy(grown, buf->at, buf->length);
		buf->is_lent = false;
		buf->at = grown;
		buf->capacity = capacity;
	}
	return buf->at + buf->length;
}

void buf_lend(struct buf *buf, char *memory, size_t size)
{
	*buf = (struct buf){ .at = memory, .capacity = size, .is_lent = true };
}

void buf_put(struct buf *buf, const void *bytes, size_t size)
{
	if (!size)
		return;
	memcpy(buf_reserve(buf, size), bytes, size);
	buf->length += size;
}

void buf_string(struct buf *buf, const char *string)
{
	buf_put(buf, string, strlen(string));
}

void buf_char(struct buf *buf, char byte)
{
	*buf_reserve(buf, 1) = byte;
	buf->length++;
}

void buf_format_list(struct buf *buf, const char *format, va_list list)
{
	size_t room = buf->capacity - buf->length, length;
	va_list again;

	va_copy(again, list);
	length = fmt_list(room ? buf->at + buf->length : NULL, room, format, list);
	if (length >= room)
		fmt_list(buf_reserve(buf, length + 1), length + 1, format, again);
	va_end(again);
	buf->length += length;
}

void buf_format(struct buf *buf, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	buf_format_list(buf, format, list);
	va_end(list);
}

const char *buf_text(struct buf *buf)
{
	*buf_reserve(buf, 1) = '\0';
	return buf->at;
}

void buf_free(struct buf *buf)
{
	if (!buf->is_lent)
		free(buf->at);
	*buf = (struct buf){ 0 };
}
