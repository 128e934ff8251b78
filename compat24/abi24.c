/* SPDX-License-Identifier: 0BSD */
/* What Linux 2.4 and a program agree on, by width of a word and byte order. */
#include "compat24/abi24.h"

uint64_t abi24_get(const struct abi24 *abi, const unsigned char *at, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < width; i++)
		value = value << 8 | at[abi->is_big ? i : width - 1 - i];
	return value;
}

void abi24_put(const struct abi24 *abi, unsigned char *at, unsigned width, uint64_t value)
{
	for (unsigned i = 0; i < width; i++, value >>= 8)
		at[abi->is_big ? width - 1 - i : i] = (unsigned char)value;
}

unsigned abi24_record(const struct abi24 *abi, unsigned char *at, const char *shape, const uint64_t *values)
{
	unsigned offset = 0;

	for (unsigned i = 0; shape[i]; i++) {
		unsigned width = shape[i] == 'i' ? 4 : abi->word;

		if (shape[i] == 'g' && !abi->has_gp)
			continue;
		offset = (offset + width - 1) & -width;
		if (at)
			abi24_put(abi, at + offset, shape[i] == 'I' ? 4 : width, values[i]);
		offset += width;
	}
	return offset;
}

unsigned abi24_module(const struct abi24 *abi, unsigned char *at, const uint64_t *fields)
{
	return abi24_record(abi, at, "wwwwwwiiwwwwwwwgwwwIwwwww", fields);
}
