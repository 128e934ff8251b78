/* SPDX-License-Identifier: 0BSD */
/*
 * How the zstd decoder is built: put in front of each of its files. Bytes are of the stripped binary, x86-64,
 * -Os; times are for the modules of a whole kernel.
 */

/* One Huffman decoder instead of two (11600 bytes less), one of two sequence decoders (6700): time 1.00. */
#define HUF_FORCE_DECOMPRESS_X1
#define ZSTD_FORCE_DECOMPRESS_SEQUENCES_SHORT

/* No second copy of everything for BMI2, chosen at run time, and no assembly for it. */
#define DYNAMIC_BMI2 0
#define ZSTD_DISABLE_ASM 1

/* 2200 bytes less, 1.07 times the time: what the program needs to stay below 200000. */
#define HUF_DISABLE_FAST_DECODE 1

#define ZSTD_LEGACY_SUPPORT 0
#define ZSTD_STRIP_ERROR_STRINGS 1
#define ZSTD_TRACE 0
#define DEBUGLEVEL 0

/*
 * Rejected: ZSTD_NO_INLINE (6500 bytes less, 1.6 times the time); -O2 (9200 more, 0.8 of the time).
 */
