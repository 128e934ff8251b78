/* SPDX-License-Identifier: 0BSD */
/* A compressed file with any bytes: every decoder, under a small limit. */
#include "file/compressor.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 1 << 20 };

/* Without and with memory that earlier files have left. */
static void decompress(const struct compressor *compressor, const unsigned char *bytes, size_t size)
{
	struct memory out = { .limit = LIMIT }, scratch = { .limit = SCRATCH_LIMIT };

	for (int i = 0; i < 2; i++) {
		struct err err = { 0 };
		int rc;

		out.size = scratch.size = 0;
		rc = compressor->decompress(bytes, size, &out, &scratch, &err);
		if (rc > 0 || (rc < 0 && (err.code != -rc || !*err.text)) || out.size > out.limit)
			abort();
	}
	memory_free(&out);
	memory_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct compressor *compressor = compressor_of(data, size);
	unsigned char *copy;

	if (compressor && strcmp(compression_name(data, size), compressor->name))
		abort();
	if (!compressor)
		return 0;
	copy = malloc(size);
	memcpy(copy, data, size);
	decompress(compressor, copy, size);
	free(copy);
	return 0;
}
