/* SPDX-License-Identifier: 0BSD */
/*
 * How liblzma is built: put in front of each of its files. Bytes are of the stripped binary, x86-64, -Os.
 * A .ko.xz is LZMA2 alone: no distribution uses the filters for machine code, so they are left out (x86's is 1900
 * bytes, those of the six usual machines 3500). So is SHA-256 (4700 bytes): such a file still loads, but its check is
 * passed over.
 */
#define HAVE_INTTYPES_H
#define HAVE_STDINT_H
#define HAVE_STDBOOL_H
#define HAVE_STRING_H
#define HAVE___BUILTIN_BSWAPXX
#define HAVE___BUILTIN_ASSUME_ALIGNED
#define HAVE_DECODERS
#define HAVE_DECODER_LZMA2
#define TUKLIB_SYMBOL_PREFIX lzma_

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define WORDS_BIGENDIAN
#endif

#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__) || defined(__powerpc64__) || defined(__s390x__)
#define TUKLIB_FAST_UNALIGNED_ACCESS
#endif

/*
 * HAVE_SMALL stays away: 16000 bytes less but 1.7 times the time. The assembly in the decoder's inner loop, for
 * x86-64, costs no bytes and takes a quarter of the time away.
 */

/*
 * Most copies are of matches, 3 to 30 bytes long, and musl's memcpy begins with an instruction (rep movs) that takes
 * longer than all of such a copy: 8 % of the time of depmod over a tree of .ko.xz, for 180 bytes. With SSE2 they are made
 * by 32 bytes at once, which may write behind their end (file/lzma2.h): 5 % more.
 */
#ifdef __SSE2__
#define HAVE_IMMINTRIN_H
#else
#include <stdint.h>
#include <string.h>

static inline __attribute__((unused)) void *copy_short(void *to, const void *from, size_t size)
{
	unsigned char *at = to;
	const unsigned char *source = from;
	uint64_t words[2];

	for (; size >= sizeof words; size -= sizeof words) {
		__builtin_memcpy(words, source, sizeof words);
		__builtin_memcpy(at, words, sizeof words);
		at += sizeof words;
		source += sizeof words;
	}
	if (size & 8) {
		__builtin_memcpy(at, source, 8);
		at += 8;
		source += 8;
	}
	if (size & 4) {
		__builtin_memcpy(at, source, 4);
		at += 4;
		source += 4;
	}
	if (size & 2) {
		__builtin_memcpy(at, source, 2);
		at += 2;
		source += 2;
	}
	if (size & 1)
		*at = *source;
	return to;
}

#define memcpy copy_short
#endif

/*
 * The decoder has each of its steps twice: a fast one where enough input follows, and a resumable one, where the input
 * may end at any byte. Ours has an index and a footer behind what is packed: 20 bytes, which is enough. So what is left
 * of the resumable form is to stop, and to go on fast with the next call: when the dictionary is full, which happens
 * between two matches. Damaged input that ends nevertheless gets no next call. 3200 bytes.
 */
#ifndef NDEBUG
#define NDEBUG /* one assertion knows only the input's very end */
#endif
#include "range_decoder.h"

#undef rc_if_0_safe
#define rc_if_0_safe(prob, place) \
	if (place == SEQ_IS_MATCH && rc_is_fast_allowed() && dict.pos < dict.limit) \
		continue; \
	coder->sequence = SEQ_IS_MATCH; \
	goto out; \
	if (0)

#undef rc_bit_safe
#define rc_bit_safe(prob, action0, action1, place) goto out
#undef rc_bit_last_safe
#define rc_bit_last_safe(prob, action0, action1, place) goto out
#undef rc_direct_safe
#define rc_direct_safe(target, count, place) goto out
