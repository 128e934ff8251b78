/* SPDX-License-Identifier: 0BSD */
/* A number that tells whether bytes are still the same. */
#include "depmod/digest.h"

#include <string.h>

uint64_t digest(uint64_t sum, const void *bytes, size_t size)
{
	const uint64_t factor = 0x100000001b3;
	const unsigned char *at = bytes;

	sum ^= 0xcbf29ce484222325 + size;
	for (; size >= sizeof sum; size -= sizeof sum, at += sizeof sum) {
		uint64_t word;

		memcpy(&word, at, sizeof word);
		sum = (sum ^ word) * factor;
		sum ^= sum >> 29;
	}
	while (size--)
		sum = (sum ^ *at++) * factor;
	return sum;
}
