/* SPDX-License-Identifier: 0BSD */
/*
 * gzip (RFC 1952): one or more members,
 *
 *	1f 8b 08 flags ........ | what the flags announce | deflate data | CRC-32 | size
 *
 * zlib has two ways to unpack the data. inflateBack goes through a window of its own, which costs a copy, but it is a
 * third of the bytes of inflate, which can stop anywhere and go on later.
 */
#include "file/compressor.h"

#include <string.h>
#include <zlib.h>

enum { HEADER = 10, TRAILER = 8, WINDOW_BITS = 15, WINDOW = 1 << WINDOW_BITS };

/* The flags of the header, as bits. What bit 1 announces is skipped, too: the data have their own CRC. */
enum { HAS_CRC = 2, HAS_EXTRA = 4, HAS_NAME = 8, HAS_COMMENT = 16, UNKNOWN = 0xe0 };

/* Modules get about so many times as large: a guess, which saves some growing. */
enum { USUAL_RATIO = 4 };

/* Where unpacked bytes go, or why they cannot. */
struct sink {
	struct memory *out;
	struct err *err;
};

static unsigned input_end(void *nothing, unsigned char **bytes)
{
	(void)nothing;
	(void)bytes;
	return 0;
}

static int sink_put(void *target, unsigned char *bytes, unsigned size)
{
	struct sink *sink = target;
	struct memory *out = sink->out;

	if (memory_reserve(out, size, sink->err))
		return 1;
	memcpy(out->bytes + out->size, bytes, size);
	out->size += size;
	return 0;
}

static void *gzip_alloc(void *scratch, uInt count, uInt size)
{
	return scratch_alloc(scratch, count, size);
}

static const unsigned char *skip_text(const unsigned char *at, const unsigned char *end)
{
	while (at < end && *at)
		at++;
	return at + 1;
}

/* Where the data of the member begin; beyond the end, or NULL, if that is no whole header. */
static const unsigned char *skip_header(const unsigned char *at, const unsigned char *end)
{
	unsigned flags;

	if (end - at < HEADER + TRAILER || memcmp(at, "\x1f\x8b\x08", 3) || at[3] & UNKNOWN)
		return NULL;
	flags = at[3];
	at += HEADER;
	if (flags & HAS_EXTRA)
		at += 2 + little_endian(at, 2);
	if (flags & HAS_NAME)
		at = skip_text(at, end);
	if (flags & HAS_COMMENT)
		at = skip_text(at, end);
	return flags & HAS_CRC ? at + 2 : at;
}

static int unpack_member(z_stream *stream, struct memory *out, struct err *err)
{
	const unsigned char *end = stream->next_in + stream->avail_in, *at = skip_header(stream->next_in, end);
	struct sink sink = { out, err };
	size_t before = out->size;
	int code;

	if (!at || at >= end)
		return packed_damaged("gzip", err);
	stream->next_in = (unsigned char *)at;
	stream->avail_in = (uInt)(end - at);
	code = inflateBack(stream, input_end, NULL, sink_put, &sink);
	at = stream->next_in;
	if (code == Z_BUF_ERROR && at)	/* not at the end of the input but in sink_put */
		return -err->code;
	if (code != Z_STREAM_END || stream->avail_in < TRAILER || little_endian(at + 4, 4) != out->size - before ||
	    little_endian(at, 4) != crc32(0, out->bytes + before, (uInt)(out->size - before)))
		return packed_damaged("gzip", err);
	stream->next_in += TRAILER;
	stream->avail_in -= TRAILER;
	return 0;
}

static int gzip_decompress(const unsigned char *packed, size_t size, struct memory *out, struct memory *scratch,
			   struct err *err)
{
	z_stream stream = {
		.next_in = (unsigned char *)packed,
		.avail_in = (uInt)size,
		.zalloc = gzip_alloc,
		.zfree = scratch_free,
		.opaque = scratch,
	};
	int rc = memory_reserve(out, size > out->limit / USUAL_RATIO ? 1 : size * USUAL_RATIO, err);

	if (!rc)
		rc = memory_reserve(scratch, 2 * WINDOW, err);
	if (rc)
		return rc;
	if (inflateBackInit(&stream, WINDOW_BITS, scratch_alloc(scratch, 1, WINDOW)) != Z_OK)
		return packed_damaged("gzip", err);
	do
		rc = unpack_member(&stream, out, err);
	while (!rc && stream.avail_in);
	return rc;
}

const struct compressor compressor_gzip = { "gzip", gzip_decompress };
