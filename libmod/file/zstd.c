/* SPDX-License-Identifier: 0BSD */
/*
 * zstd (RFC 8878): one or more frames, skippable ones among them,
 *
 *	frame	28 b5 2f fd, flags, window, dictionary, size unpacked | block ... | check
 *	block	3 bytes: is it the last, kind, size | so many bytes; or one that is repeated so often
 *
 * libzstd unpacks the compressed blocks alone: what it has for the rest, for streams and dictionaries, would be 5000
 * bytes more. Everything stays in memory, so that no window is needed, whatever size a frame asks for.
 */
#define ZSTD_STATIC_LINKING_ONLY /* for the functions of blocks */
#define ZSTD_DISABLE_DEPRECATE_WARNINGS
#include "file/compressor.h"
#include "file/xxhash.h"

#include <errno.h>
#include <string.h>
#include <zstd.h>

enum { FRAME_HEADER = 5, CHECK = 4, SKIPPABLE_HEADER = 8, BLOCK_HEADER = 3, BLOCK_LIMIT = 128 << 10 };
enum { HAS_DICTIONARY = 3, HAS_CHECK = 4, RESERVED = 8, NO_WINDOW = 32, SIZE_SHIFT = 6 };
enum { BLOCK_RAW, BLOCK_REPEATED, BLOCK_COMPRESSED, BLOCK_RESERVED };

static const uint32_t frame_magic = 0xfd2fb528, skippable_magic = 0x184d2a5;

struct frame {
	const unsigned char *at, *end;	/* what is left of the file */
	bool is_skippable;		/* nothing is in it */
	bool has_check;
	uint64_t told;			/* what it unpacks to; UINT64_MAX: not told */
};

struct block {
	const unsigned char *at;
	unsigned kind;
	size_t size;			/* of its bytes in the file */
	size_t unpacked;		/* at the most, if it is compressed */
	bool is_last;
};

/* Reads a frame's header, or skips all of a skippable one. False if it is damaged, or needs a dictionary. */
static bool frame_begin(struct frame *frame)
{
	const unsigned char *at = frame->at;
	size_t left = (size_t)(frame->end - at), window, dictionary, size;
	unsigned flags;

	if (left < SKIPPABLE_HEADER)
		return false;
	frame->is_skippable = little_endian(at, 4) >> 4 == skippable_magic;
	if (frame->is_skippable) {
		size = (size_t)little_endian(at + 4, 4);
		frame->at += SKIPPABLE_HEADER + size;
		return size <= left - SKIPPABLE_HEADER;
	}
	flags = at[4];
	window = !(flags & NO_WINDOW);
	dictionary = (1u << (flags & HAS_DICTIONARY)) >> 1;
	size = flags >> SIZE_SHIFT || !window ? 1u << (flags >> SIZE_SHIFT) : 0;
	at += FRAME_HEADER + window;
	if (little_endian(frame->at, 4) != frame_magic || flags & RESERVED ||
	    left < FRAME_HEADER + window + dictionary + size || little_endian(at, dictionary))
		return false;
	at += dictionary;
	frame->told = size ? little_endian(at, size) + (size == 2 ? 256 : 0) : UINT64_MAX;
	frame->has_check = flags & HAS_CHECK;
	frame->at = at + size;
	return true;
}

/* Takes the next block off the frame. */
static bool block_take(struct frame *frame, struct block *block)
{
	unsigned header;

	if (frame->end - frame->at < BLOCK_HEADER)
		return false;
	header = (unsigned)little_endian(frame->at, BLOCK_HEADER);
	block->is_last = header & 1;
	block->kind = header >> 1 & 3;
	block->unpacked = header >> 3;
	if (block->kind == BLOCK_RESERVED || block->unpacked > BLOCK_LIMIT)
		return false;
	block->size = block->kind == BLOCK_REPEATED ? 1 : block->unpacked;
	if (block->kind == BLOCK_COMPRESSED)
		block->unpacked = BLOCK_LIMIT;
	block->at = frame->at + BLOCK_HEADER;
	frame->at = block->at + block->size;
	return block->size <= (size_t)(frame->end - block->at);
}

/* How much memory the file needs at the most; `limit` + 1 or more if it is too much. Returns 0 or -EINVAL. */
static int bound(struct frame frame, size_t limit, uint64_t *total, struct err *err)
{
	*total = 0;
	while (frame.at < frame.end) {
		struct block block = { 0 };
		uint64_t sum = 0;

		if (!frame_begin(&frame))
			return packed_damaged("zstd", err);
		if (frame.is_skippable)
			continue;
		while (!block.is_last) {
			if (!block_take(&frame, &block))
				return packed_damaged("zstd", err);
			sum += block.unpacked;
		}
		if (frame.has_check && frame.end - frame.at < CHECK)
			return packed_damaged("zstd", err);
		frame.at += frame.has_check ? CHECK : 0;
		if (frame.told != UINT64_MAX)
			sum = frame.told;
		*total += sum > limit ? limit + 1 : sum;
	}
	return 0;
}

static bool block_unpack(ZSTD_DCtx *context, const struct block *block, struct memory *out)
{
	unsigned char *to = out->bytes + out->size;
	size_t room = out->capacity - out->size, size = block->unpacked;

	if (block->kind == BLOCK_COMPRESSED) {
		size = ZSTD_decompressBlock(context, to, room, block->at, block->size);
		if (ZSTD_isError(size))
			return false;
		out->size += size;
		return true;
	}
	if (!size)
		return true;	/* ZSTD_insertBlock would take it for the beginning of what matches may refer to */
	if (size > room)
		return false;
	if (block->kind == BLOCK_RAW)
		memcpy(to, block->at, size);
	else
		memset(to, *block->at, size);
	ZSTD_insertBlock(context, to, size);
	out->size += size;
	return true;
}

static bool frame_unpack(ZSTD_DCtx *context, struct frame *frame, struct memory *out)
{
	size_t begin = out->size;
	struct block block = { 0 };

	frame_begin(frame);
	if (frame->is_skippable)
		return true;
	ZSTD_decompressBegin(context);
	while (!block.is_last) {
		block_take(frame, &block);
		if (!block_unpack(context, &block, out))
			return false;
	}
	if (frame->told != UINT64_MAX && frame->told != out->size - begin)
		return false;
	if (!frame->has_check)
		return true;
	frame->at += CHECK;
	return (uint32_t)xxhash64(out->bytes + begin, out->size - begin) == little_endian(frame->at - CHECK, CHECK);
}

static int zstd_decompress(const unsigned char *packed, size_t size, struct memory *out, struct memory *scratch,
			   struct err *err)
{
	struct frame frame = { .at = packed, .end = packed + size };
	size_t context_size = ZSTD_estimateDCtxSize();
	ZSTD_DCtx *context;
	uint64_t total;
	int rc = bound(frame, out->limit, &total, err);

	if (!rc)	/* at least a byte, for there must be an address */
		rc = memory_reserve(out, total > out->limit ? out->limit + 1 : (size_t)total + !total, err);
	if (!rc)
		rc = memory_reserve(scratch, context_size, err);
	if (rc)
		return rc;
	context = ZSTD_initStaticDCtx(scratch_alloc(scratch, 1, context_size), context_size);
	while (frame.at < frame.end)
		if (!frame_unpack(context, &frame, out))
			return packed_damaged("zstd", err);
	return 0;
}

const struct compressor compressor_zstd = { "zstd", zstd_decompress };
