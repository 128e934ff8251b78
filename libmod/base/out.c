/* SPDX-License-Identifier: 0BSD */
/* A stream of output that remembers its first failure. */
#include "base/out.h"

#include "base/files.h"

#include <string.h>

/* Larger pieces save few system calls, and cost a page fault for each of their pages. */
enum { OUT_PIECE = 16 << 10 };

void out_put(struct out *out, const void *bytes, size_t size)
{
	buf_put(&out->buf, bytes, size);
	if (out->buf.length >= OUT_PIECE)
		out_flush(out);
}

void out_string(struct out *out, const char *string)
{
	out_put(out, string, strlen(string));
}

void out_format(struct out *out, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	buf_format_list(&out->buf, format, list);
	va_end(list);
	if (out->buf.length >= OUT_PIECE)
		out_flush(out);
}

int out_flush(struct out *out)
{
	if (out->buf.length && !out->error)
		out->error = -file_write(out->fd, out->buf.at, out->buf.length);
	out->written += out->buf.length;
	out->buf.length = 0;
	return -out->error;
}
