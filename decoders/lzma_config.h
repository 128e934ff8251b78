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

/* Their code is in crc.c. */
#define HAVE_CHECK_CRC32
#define HAVE_CHECK_CRC64

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
