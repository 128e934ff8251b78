/* SPDX-License-Identifier: 0BSD */
/*
 * The checks of the formats in place of zlib's and liblzma's own, whose tables are 5376 and twice 8192 bytes.
 *
 * The remainder of a byte is that of its low half xor that of its high half; so two tables of 16 serve for one
 * of 256. CRC32 takes eight bytes at a time: the whole of a .ko.gz takes 1.15 times as long as with zlib's, and the
 * program is 4400 bytes smaller. CRC64, rare in module files, takes one byte at a time.
 */
#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <lzma.h>
#include <zlib.h>

/* The remainders of all values of four bits, from those of the single bits. */
#define HALF(a, b, c, d) { \
	0, (a), (b), (a) ^ (b), (c), (a) ^ (c), (b) ^ (c), (a) ^ (b) ^ (c), \
	(d), (a) ^ (d), (b) ^ (d), (a) ^ (b) ^ (d), (c) ^ (d), (a) ^ (c) ^ (d), (b) ^ (c) ^ (d), \
	(a) ^ (b) ^ (c) ^ (d) }

/* Of the halves of eight bytes, the first byte first; the last two are those of a byte alone. */
static const uint32_t remainders32[16][16] = {
	HALF(0xccaa009e, 0x4225077d, 0x844a0efa, 0xd3e51bb5),
	HALF(0x7cbb312b, 0xf9766256, 0x299dc2ed, 0x533b85da),
	HALF(0xa6770bb4, 0x979f1129, 0xf44f2413, 0x33ef4e67),
	HALF(0x67de9cce, 0xcfbd399c, 0x440b7579, 0x8816eaf2),
	HALF(0xcb5cd3a5, 0x4dc8a10b, 0x9b914216, 0xec53826d),
	HALF(0x03d6029b, 0x07ac0536, 0x0f580a6c, 0x1eb014d8),
	HALF(0x3d6029b0, 0x7ac05360, 0xf580a6c0, 0x30704bc1),
	HALF(0x60e09782, 0xc1c12f04, 0x58f35849, 0xb1e6b092),
	HALF(0xb8bc6765, 0xaa09c88b, 0x8f629757, 0xc5b428ef),
	HALF(0x5019579f, 0xa032af3e, 0x9b14583d, 0xed59b63b),
	HALF(0x01c26a37, 0x0384d46e, 0x0709a8dc, 0x0e1351b8),
	HALF(0x1c26a370, 0x384d46e0, 0x709a8dc0, 0xe1351b80),
	HALF(0x191b3141, 0x32366282, 0x646cc504, 0xc8d98a08),
	HALF(0x4ac21251, 0x958424a2, 0xf0794f05, 0x3b83984b),
	HALF(0x77073096, 0xee0e612c, 0x076dc419, 0x0edb8832),
	HALF(0x1db71064, 0x3b6e20c8, 0x76dc4190, 0xedb88320),
};

static const uint64_t remainders64[2][16] = {
	HALF(0xb32e4cbe03a75f6f, 0xf4843657a840a05b, 0x7bd0c384ff8f5e33, 0xf7a18709ff1ebc66),
	HALF(0x7d9ba13851336649, 0xfb374270a266cc92, 0x64b62bcaebc387a1, 0xc96c5795d7870f42),
};

#define BYTE(word, place) \
	(remainders32[2 * (place)][(word) >> (8 * (place)) & 15] ^ \
	 remainders32[2 * (place) + 1][(word) >> (8 * (place) + 4) & 15])

uint32_t lzma_crc32(const uint8_t *buf, size_t size, uint32_t crc)
{
	crc = ~crc;
	for (; size >= 8; size -= 8, buf += 8) {
		uint64_t word;

		memcpy(&word, buf, 8);
		word = le64toh(word) ^ crc;
		crc = BYTE(word, 0) ^ BYTE(word, 1) ^ BYTE(word, 2) ^ BYTE(word, 3) ^
		      BYTE(word, 4) ^ BYTE(word, 5) ^ BYTE(word, 6) ^ BYTE(word, 7);
	}
	for (; size; size--) {
		crc ^= *buf++;
		crc = crc >> 8 ^ remainders32[14][crc & 15] ^ remainders32[15][crc >> 4 & 15];
	}
	return ~crc;
}

/* What zlib calls; no bytes at all is how it asks for the value to begin with. */
uLong crc32(uLong crc, const Bytef *buf, uInt len)
{
	return buf ? lzma_crc32(buf, len, (uint32_t)crc) : 0;
}

uint64_t lzma_crc64(const uint8_t *buf, size_t size, uint64_t crc)
{
	crc = ~crc;
	for (; size; size--) {
		crc ^= *buf++;
		crc = crc >> 8 ^ remainders64[0][crc & 15] ^ remainders64[1][crc >> 4 & 15];
	}
	return ~crc;
}
