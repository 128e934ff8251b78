/* SPDX-License-Identifier: 0BSD */
/*
 * xz (The .xz File Format 1.2): one or more streams, with zeros between and behind them.
 *
 *	stream	fd "7zXZ" 0, flags, CRC | block ... | index | CRC, index size, flags, "YZ"
 *	block	header size, flags, filter, CRC | LZMA2 data | zeros up to a multiple of 4 | check
 *	index	0, how many blocks | of each: size without the zeros, size unpacked | zeros | CRC
 *
 * Read from the end: the index of a stream tells where it begins, and how much memory all of it needs. liblzma unpacks
 * what is in the chunks of LZMA2 data alone (decoders/lzma2.c): what it has for the rest, for files that come bit by
 * bit, would be 8000 bytes more.
 */
#include "file/compressor.h"
#include "file/lzma2.h"

#include <errno.h>
#include <limits.h>
#include <lzma.h>
#include <string.h>

enum { HEADER = 12, FOOTER = 12, CHECK_CRC32 = 1, CHECK_CRC64 = 4, CHECKS = 16 };

/* The bytes of each kind of check. */
static const unsigned char check_sizes[CHECKS] = { 0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64 };

/* The flags of a block, and what its filter must be. */
enum { MORE_FILTERS = 0x3f, HAS_SIZE = 0x40, HAS_UNPACKED = 0x80, LZMA2 = 0x21, DICTIONARY_LARGEST = 40 };

/* Bytes that are not looked at yet. */
struct cursor {
	const unsigned char *at, *end;
};

struct stream {
	size_t start;			/* in the file */
	const unsigned char *blocks, *end;
	struct cursor records;		/* of the index, one a block */
	uint64_t count;
	uint64_t unpacked;		/* bytes of all blocks; beyond the limit it is only some number above it */
	unsigned check;			/* the kind of check behind each block */
};

struct block {
	uint64_t size;			/* without the zeros */
	uint64_t unpacked;
};

/* Seven bits a byte, the low ones first; what is no number is larger than any. */
static uint64_t number_take(struct cursor *cursor)
{
	uint64_t number = 0;

	for (unsigned shift = 0; cursor->at < cursor->end && shift < 63; shift += 7) {
		unsigned char byte = *cursor->at++;

		number |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return number;
	}
	return UINT64_MAX;
}

static void record_take(struct cursor *records, struct block *block)
{
	block->size = number_take(records);
	block->unpacked = number_take(records);
}

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static bool crc_holds(const unsigned char *bytes, size_t size, const unsigned char *crc)
{
	return lzma_crc32(bytes, size, 0) == little_endian(crc, 4);
}

/* Finds the stream's beginning, and the sum of what is in it. `room`: the bytes from the file's begin to the index. */
static bool index_sum(struct stream *stream, size_t room, size_t limit)
{
	struct cursor records = stream->records;
	struct block block;

	for (uint64_t i = 0; i < stream->count; i++) {
		record_take(&records, &block);
		if (block.size > room || padded((size_t)block.size) > room)
			return false;
		room -= padded((size_t)block.size);
		stream->unpacked += block.unpacked > limit ? limit + 1 : block.unpacked;
	}
	stream->start = room - HEADER;
	return room >= HEADER;
}

/* The stream that ends at `end`, or before zeros there. */
static bool stream_find(struct stream *stream, const unsigned char *packed, size_t end, size_t limit)
{
	const unsigned char *footer, *index, *header;
	uint64_t index_size;

	while (end >= 4 && !little_endian(packed + end - 4, 4))
		end -= 4;
	if (end < HEADER + FOOTER)
		return false;
	footer = packed + end - FOOTER;
	index_size = (little_endian(footer + 4, 4) + 1) * 4;
	if (memcmp(footer + 10, "YZ", 2) || !crc_holds(footer + 4, 6, footer) || footer[8] || footer[9] >= CHECKS ||
	    index_size > end - HEADER - FOOTER)
		return false;
	index = footer - index_size;
	if (*index || !crc_holds(index, (size_t)index_size - 4, footer - 4))
		return false;
	*stream = (struct stream){
		.records = { index + 1, footer - 4 },
		.end = footer + FOOTER,
		.check = footer[9],
	};
	stream->count = number_take(&stream->records);
	if (!index_sum(stream, (size_t)(index - packed), limit))
		return false;
	header = packed + stream->start;
	stream->blocks = header + HEADER;
	return !memcmp(header, "\xfd" "7zXZ\0", 6) && !memcmp(header + 6, footer + 8, 2) &&
	       crc_holds(header + 6, 2, header + 8);
}

/* The bytes of LZMA2's dictionary as the block tells it; 0 if other filters are used, or more than one. */
static uint64_t dictionary_size(const unsigned char *block, const unsigned char *end)
{
	struct cursor fields = { block + 2, end };
	unsigned size;

	if (block[1] & HAS_SIZE)
		number_take(&fields);
	if (block[1] & HAS_UNPACKED)
		number_take(&fields);
	if (block[1] & MORE_FILTERS || number_take(&fields) != LZMA2 || number_take(&fields) != 1)
		return 0;
	size = fields.at < end ? *fields.at : UINT_MAX;
	return size > DICTIONARY_LARGEST ? 0 : (uint64_t)(2 | (size & 1)) << (size / 2 + 11);
}

/* Other checks than these two, which need SHA-256 or are none, are passed over. */
static bool check_holds(unsigned check, const unsigned char *bytes, size_t size, const unsigned char *expected)
{
	if (check == CHECK_CRC32)
		return crc_holds(bytes, size, expected);
	return check != CHECK_CRC64 || lzma_crc64(bytes, size, 0) == little_endian(expected, 8);
}

/* Puts what is in one block to the end of `out`, where there is room for it. */
static int block_unpack(const unsigned char *at, const struct block *block, const struct stream *stream,
			struct memory *out, struct memory *scratch, struct err *err)
{
	unsigned check = stream->check;
	size_t header = (*at + (size_t)1) * 4, check_size = check_sizes[check];
	struct lzma2 job = {
		.packed = at + header,
		.packed_size = (size_t)block->size - header - check_size,
		.readable = (size_t)(stream->end - at) - header,
		.out = out->bytes + out->size,
		.size = (size_t)block->unpacked,
		.scratch = scratch,
	};
	int rc;

	if (block->size < header + check_size || !crc_holds(at, header - 4, at + header - 4))
		return packed_damaged("xz", err);
	job.dictionary = dictionary_size(at, at + header - 4);
	if (!job.dictionary)
		return err_set(err, EINVAL, "xz data with filters that are not built in");
	scratch->size = 0;
	rc = lzma2_decode(&job, err);
	if (rc)
		return rc;
	out->size += job.size;
	if (!check_holds(check, job.out, job.size, job.packed + padded(job.packed_size)))
		return packed_damaged("xz", err);
	return 0;
}

static int stream_unpack(struct stream *stream, struct memory *out, struct memory *scratch, struct err *err)
{
	const unsigned char *at = stream->blocks;
	struct block block;
	int rc = 0;

	for (; !rc && stream->count; stream->count--) {
		record_take(&stream->records, &block);
		rc = block_unpack(at, &block, stream, out, scratch, err);
		at += padded((size_t)block.size);
	}
	return rc;
}

static int xz_decompress(const unsigned char *packed, size_t size, struct memory *out, struct memory *scratch,
			 struct err *err)
{
	struct stream stream;
	uint64_t total = 0;
	int rc;

	for (size_t end = size; end; end = stream.start) {
		if (!stream_find(&stream, packed, end, out->limit))
			return packed_damaged("xz", err);
		total += stream.unpacked;
	}
	rc = memory_reserve(out, total > out->limit ? out->limit + 1 : (size_t)total + LZMA2_MARGIN, err);
	for (size_t end = size, left = (size_t)total; !rc && end; end = stream.start) {
		stream_find(&stream, packed, end, out->limit);
		left -= (size_t)stream.unpacked;
		out->size = left;
		rc = stream_unpack(&stream, out, scratch, err);
	}
	if (!rc)
		out->size = (size_t)total;
	return rc;
}

const struct compressor compressor_xz = { "xz", xz_decompress };
