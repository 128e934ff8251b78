/* SPDX-License-Identifier: 0BSD */
/* gzip (RFC 1952): one or more members, each with its CRC. */
#include "file/compressor.h"

#include <errno.h>
#include <zlib.h>

/* inflateInit2: the largest window, and 16 for "a gzip header and trailer". */
enum { GZIP_WINDOW_BITS = 15 + 16 };

/* deflate packs no better than 1 to 1032 (RFC 1951: 258 bytes from 2 bits). */
enum { DEFLATE_BEST = 1032, USUAL_RATIO = 4 };

/* The size of the last member stands at the end; a lie costs address space at the most. */
static size_t guess_size(const unsigned char *packed, size_t size, size_t limit)
{
	const unsigned char *end = packed + size;
	size_t told = 0;

	if (size >= 18)
		told = end[-4] | (size_t)end[-3] << 8 | (size_t)end[-2] << 16 | (size_t)end[-1] << 24;
	if (!told || told >= limit || told / DEFLATE_BEST > size)
		return size > limit / USUAL_RATIO ? 1 : size * USUAL_RATIO;
	return told + 1; /* never full before the trailer is checked */
}

static int unpack_member(z_stream *stream, struct memory *out, struct err *err)
{
	for (;;) {
		int rc = unpacked_reserve(out, 1, err), code;

		if (rc)
			return rc;
		stream->next_out = out->bytes + out->size;
		stream->avail_out = (uInt)(out->capacity - out->size);
		code = inflate(stream, Z_FINISH);
		out->size = out->capacity - stream->avail_out;
		if (code == Z_STREAM_END)
			return 0;
		if (code == Z_MEM_ERROR)
			return err_set(err, ENOMEM, "no memory to unpack it");
		if (code != Z_OK && code != Z_BUF_ERROR)
			return err_set(err, EINVAL, "damaged gzip data");
		if (stream->avail_out)
			return err_set(err, EINVAL, "truncated gzip data");
	}
}

static void *gzip_alloc(void *scratch, uInt count, uInt size)
{
	return scratch_alloc(scratch, count, size);
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
	int rc = unpacked_reserve(out, guess_size(packed, size, out->limit), err);

	if (rc)
		return rc;
	if (inflateInit2(&stream, GZIP_WINDOW_BITS) != Z_OK)
		return err_set(err, ENOMEM, "no memory to unpack it");
	rc = unpack_member(&stream, out, err);
	while (!rc && stream.avail_in) {
		inflateReset(&stream);
		rc = unpack_member(&stream, out, err);
	}
	inflateEnd(&stream);
	return rc;
}

const struct compressor compressor_gzip = {
	.name = "gzip",
	.suffix = ".gz",
	.magic = "\x1f\x8b",
	.magic_length = 2,
	.decompress = gzip_decompress,
};
