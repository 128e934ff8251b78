/* SPDX-License-Identifier: 0BSD */
/* xz (The .xz File Format 1.2): one or more streams, with zeros between and behind them. */
#include "file/compressor.h"

#include <errno.h>
#include <lzma.h>

/*
 * What the decoder may use for itself: `xz -9` has a dictionary of 64 MiB, the kernel's build uses 1 or 2.
 * More is not a module but an attack.
 */
enum { XZ_MEMORY_LIMIT = 80 << 20, USUAL_RATIO = 6 };

static int failure(lzma_ret code, struct err *err)
{
	switch (code) {
	case LZMA_OK:
	case LZMA_BUF_ERROR:
		return err_set(err, EINVAL, "truncated xz data");
	case LZMA_MEM_ERROR:
		return err_set(err, ENOMEM, "no memory to unpack it");
	case LZMA_MEMLIMIT_ERROR:
		return err_set(err, ENOMEM, "its xz dictionary is larger than that of xz -9");
	case LZMA_OPTIONS_ERROR:
		return err_set(err, EINVAL, "xz data with filters that are not built in");
	default:
		return err_set(err, EINVAL, "damaged xz data");
	}
}

static int unpack(lzma_stream *stream, struct memory *out, struct err *err)
{
	for (;;) {
		int rc = unpacked_reserve(out, 1, err);
		lzma_ret code;

		if (rc)
			return rc;
		stream->next_out = out->bytes + out->size;
		stream->avail_out = out->capacity - out->size;
		code = lzma_code(stream, LZMA_FINISH);
		out->size = out->capacity - stream->avail_out;
		if (code == LZMA_STREAM_END)
			return 0;
		if (code != LZMA_OK || stream->avail_out)
			return failure(code, err);
	}
}

/* A check that the decoder was built without (SHA-256) is passed over; CRC32 and CRC64 are verified. */
static int xz_decompress(const unsigned char *packed, size_t size, struct memory *out, struct memory *scratch,
			 struct err *err)
{
	lzma_allocator allocator = { scratch_alloc, scratch_free, scratch };
	lzma_stream stream = LZMA_STREAM_INIT;
	size_t guess = size < out->limit / USUAL_RATIO ? size * USUAL_RATIO : 1;
	int rc = unpacked_reserve(out, guess, err);

	if (rc)
		return rc;
	stream.allocator = &allocator;
	if (lzma_stream_decoder(&stream, XZ_MEMORY_LIMIT, LZMA_CONCATENATED) != LZMA_OK)
		return err_set(err, ENOMEM, "no memory to unpack it");
	stream.next_in = packed;
	stream.avail_in = size;
	rc = unpack(&stream, out, err);
	lzma_end(&stream);
	return rc;
}

const struct compressor compressor_xz = {
	.name = "xz",
	.suffix = ".xz",
	.magic = "\xfd" "7zXZ\0",
	.magic_length = 6,
	.decompress = xz_decompress,
};
