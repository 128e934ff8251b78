/* SPDX-License-Identifier: 0BSD */
/*
 * zstd (RFC 8878): one or more frames, skippable ones among them, with their checksums.
 * A frame tells its size, or its blocks bound it; so all is unpacked in one call straight into the memory, and
 * no window is needed, whatever size the frame asks for.
 */
#define ZSTD_STATIC_LINKING_ONLY /* for ZSTD_decompressBound and ZSTD_customMem */
#include "file/compressor.h"

#include <errno.h>
#include <zstd.h>

static void *zstd_alloc(void *scratch, size_t size)
{
	return scratch_alloc(scratch, 1, size);
}

static int zstd_decompress(const unsigned char *packed, size_t size, struct memory *out, struct memory *scratch,
			   struct err *err)
{
	ZSTD_customMem allocator = { zstd_alloc, scratch_free, scratch };
	unsigned long long bound = ZSTD_decompressBound(packed, size);
	ZSTD_DCtx *context;
	size_t result;
	int rc;

	if (bound == ZSTD_CONTENTSIZE_ERROR)
		return err_set(err, EINVAL, "truncated or damaged zstd data");
	if (bound > out->limit)
		return err_set(err, EFBIG, "more than %zu bytes", out->limit);
	rc = unpacked_reserve(out, (size_t)bound, err);
	if (rc)
		return rc;
	context = ZSTD_createDCtx_advanced(allocator);
	if (!context)
		return err_set(err, ENOMEM, "no memory to unpack it");
	result = ZSTD_decompressDCtx(context, out->bytes, out->capacity, packed, size);
	ZSTD_freeDCtx(context);
	if (ZSTD_isError(result))
		return err_set(err, EINVAL, "damaged zstd data");
	out->size = result;
	return 0;
}

const struct compressor compressor_zstd = {
	.name = "zstd",
	.suffix = ".zst",
	.magic = "\x28\xb5\x2f\xfd",
	.magic_length = 4,
	.decompress = zstd_decompress,
};
