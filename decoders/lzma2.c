/* SPDX-License-Identifier: 0BSD */
/*
 * LZMA2: chunks, each LZMA with its own sizes or plain bytes, and a zero at the end.
 *
 *	1 or 2, size - 1 (2 bytes, high first), plain bytes; 1 begins with an empty dictionary
 *	0x80 and more, size - 1 (5 bits of the first byte, then 2), packed size - 1 (2), [properties], LZMA
 *		0xa0 begins with a new state, 0xc0 with new properties too, 0xe0 with an empty dictionary too
 *
 * liblzma keeps the last bytes in a dictionary and copies them from there to the output, because it may be called with
 * any piece. Here the output is there as a whole, so that it is the dictionary: a copy of all bytes less, 1 MB less of
 * memory that is gone through, and 2500 bytes less of program. What is used is not liblzma's interface but its inside.
 */
#include "file/lzma2.h"

#include "file/compressor.h"

#include <errno.h>
#include <string.h>

#include "lz_decoder.h"
#include "lzma_decoder.h"

/* What the decoder of LZMA allocates: nearly all are probabilities. */
enum { DECODER_SIZE = 32 << 10 };

struct decoder {
	const unsigned char *at, *end;		/* what is not read yet */
	const unsigned char *readable_end;
	unsigned char *out, *out_end;		/* what is not written yet */
	lzma_lz_decoder lzma;
	lzma_options_lzma options;		/* its properties */
	lzma_dict dictionary;			/* positions are those of the output */
	bool has_dictionary, has_properties;
};

/* Two bytes, the high one first, of a number that is one less. */
static size_t size_take(struct decoder *decoder)
{
	decoder->at += 2;
	return (size_t)(decoder->at[-2] << 8 | decoder->at[-1]) + 1;
}

static bool plain_take(struct decoder *decoder, size_t size)
{
	if (size > (size_t)(decoder->end - decoder->at))
		return false;
	memcpy(decoder->out, decoder->at, size);
	decoder->at += size;
	decoder->dictionary.pos += size;
	decoder->dictionary.full += size;
	return true;
}

/* The properties and the state that it begins with, then the bytes. */
static bool lzma_take(struct decoder *decoder, unsigned control, size_t size, size_t packed_size)
{
	size_t taken = 0;

	if (control >= 0xc0) {
		if (lzma_lzma_lclppb_decode(&decoder->options, *decoder->at++))
			return false;
		decoder->has_properties = true;
	}
	if (!decoder->has_properties)
		return false;
	if (control >= 0xa0)
		decoder->lzma.reset(decoder->lzma.coder, &decoder->options);
	decoder->lzma.set_uncompressed(decoder->lzma.coder, size, false);
	decoder->dictionary.limit = decoder->dictionary.pos + size;
	if (decoder->lzma.code(decoder->lzma.coder, &decoder->dictionary, decoder->at, &taken,
			       (size_t)(decoder->readable_end - decoder->at)) != LZMA_STREAM_END)
		return false;
	decoder->at += packed_size;
	return taken == packed_size;
}

static bool chunk_take(struct decoder *decoder, unsigned control)
{
	size_t size, packed_size;
	unsigned char before = decoder->out[-1];
	bool is_good;

	if (decoder->end - decoder->at < 6)
		return false;
	if (control >= 0xe0 || control == 1) {
		decoder->dictionary.buf = decoder->out - LZ_DICT_INIT_POS;
		decoder->dictionary.pos = LZ_DICT_INIT_POS;
		decoder->dictionary.full = 0;
		decoder->has_dictionary = true;
		decoder->has_properties = false;
		decoder->out[-1] = 0;	/* what the first byte is guessed from */
	}
	size = size_take(decoder);
	if (control >= 0x80)
		size += (size_t)(control & 0x1f) << 16;
	if (!decoder->has_dictionary || size > (size_t)(decoder->out_end - decoder->out))
		return false;
	if (control >= 0x80) {
		packed_size = size_take(decoder);
		is_good = lzma_take(decoder, control, size, packed_size);
	} else {
		is_good = control <= 2 && plain_take(decoder, size);
	}
	decoder->out[-1] = before;
	decoder->out += size;
	return is_good;
}

static bool chunks_take(struct decoder *decoder)
{
	while (decoder->at < decoder->end) {
		unsigned control = *decoder->at++;

		if (!control)
			return decoder->at == decoder->end && decoder->out == decoder->out_end;
		if (!chunk_take(decoder, control))
			return false;
	}
	return false;
}

int lzma2_decode(const struct lzma2 *job, struct err *err)
{
	lzma_allocator allocator = { scratch_alloc, scratch_free, job->scratch };
	struct decoder decoder = {
		.at = job->packed,
		.end = job->packed + job->packed_size,
		.readable_end = job->packed + job->readable,
		.out = job->out,
		.out_end = job->out + job->size,
	};
	unsigned char behind[LZMA2_MARGIN];
	lzma_lz_options unused;
	int rc = memory_reserve(job->scratch, DECODER_SIZE, err);
	bool is_good;

	if (rc)
		return rc;
	if (lzma_lzma_decoder_create(&decoder.lzma, &allocator, &decoder.options, &unused))
		return err_set(err, ENOMEM, "no memory for a decoder");
	memcpy(behind, decoder.out_end, sizeof behind);
	is_good = chunks_take(&decoder);
	memcpy(job->out + job->size, behind, sizeof behind);
	return is_good ? 0 : packed_damaged("xz", err);
}
