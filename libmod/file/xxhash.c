/* SPDX-License-Identifier: 0BSD */
/*
 * XXH64: four sums of every fourth word each, joined at the end; then what is left, by words, a half word and bytes.
 * (libzstd's own comes with its form for streams, 900 bytes more.)
 */
#include "file/xxhash.h"

#include <endian.h>
#include <string.h>

static const uint64_t primes[] = {
	0x9e3779b185ebca87, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9, 0x85ebca77c2b2ae63, 0x27d4eb2f165667c5,
};

enum { LANES = 4, WORD = 8, STRIPE = LANES * WORD };

static uint64_t rotate(uint64_t word, unsigned bits)
{
	return word << bits | word >> (64 - bits);
}

static uint64_t word_at(const unsigned char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	return le64toh(word);
}

static uint64_t mix(uint64_t sum, uint64_t word)
{
	return rotate(sum + word * primes[1], 31) * primes[0];
}

/* All whole stripes; `*at` is moved behind them. */
static uint64_t stripes_hash(const unsigned char **at, const unsigned char *end)
{
	uint64_t sums[LANES] = { primes[0] + primes[1], primes[1], 0, -primes[0] };
	uint64_t hash;

	for (; end - *at >= STRIPE; *at += STRIPE)
		for (int i = 0; i < LANES; i++)
			sums[i] = mix(sums[i], word_at(*at + i * WORD));
	hash = rotate(sums[0], 1) + rotate(sums[1], 7) + rotate(sums[2], 12) + rotate(sums[3], 18);
	for (int i = 0; i < LANES; i++)
		hash = (hash ^ mix(0, sums[i])) * primes[0] + primes[3];
	return hash;
}

uint64_t xxhash64(const unsigned char *bytes, size_t size)
{
	const unsigned char *end = bytes + size;
	uint64_t hash = size < STRIPE ? primes[4] : stripes_hash(&bytes, end);

	hash += size;
	for (; end - bytes >= WORD; bytes += WORD)
		hash = rotate(hash ^ mix(0, word_at(bytes)), 27) * primes[0] + primes[3];
	if (end - bytes >= WORD / 2) {
		uint32_t half;

		memcpy(&half, bytes, sizeof half);
		hash = rotate(hash ^ le32toh(half) * primes[0], 23) * primes[1] + primes[2];
		bytes += sizeof half;
	}
	for (; bytes < end; bytes++)
		hash = rotate(hash ^ *bytes * primes[4], 11) * primes[0];
	hash = (hash ^ hash >> 33) * primes[1];
	hash = (hash ^ hash >> 29) * primes[2];
	return hash ^ hash >> 32;
}
