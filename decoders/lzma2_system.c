/* SPDX-License-Identifier: 0BSD */
/* LZMA2 by liblzma's own interface, for LIBS=system. */
#include "file/lzma2.h"

#include "file/compressor.h"

#include <lzma.h>

/* What the decoder needs beside the dictionary: half of it are probabilities. */
enum { DECODER_SIZE = 64 << 10 };

int lzma2_decode(const struct lzma2 *job, struct err *err)
{
	lzma_allocator allocator = { scratch_alloc, scratch_free, job->scratch };
	uint64_t dictionary = job->dictionary < job->size ? job->dictionary : job->size; /* the rest would stay empty */
	lzma_options_lzma options = { .dict_size = (uint32_t)dictionary };
	lzma_filter filters[] = { { LZMA_FILTER_LZMA2, &options }, { LZMA_VLI_UNKNOWN, NULL } };
	size_t taken = 0, made = 0;
	int rc = memory_reserve(job->scratch, (size_t)dictionary + DECODER_SIZE, err);

	if (rc)
		return rc;
	if (lzma_raw_buffer_decode(filters, &allocator, job->packed, &taken, job->packed_size, job->out, &made,
				   job->size) != LZMA_OK ||
	    taken != job->packed_size || made != job->size)
		return packed_damaged("xz", err);
	return 0;
}
