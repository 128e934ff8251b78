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

/* 2200 bytes less, 1.07 times the time. */
#define HUF_DISABLE_FAST_DECODE 1

#define ZSTD_LEGACY_SUPPORT 0
#define ZSTD_STRIP_ERROR_STRINGS 1
#define ZSTD_TRACE 0
#define DEBUGLEVEL 0

/*
 * Literals lie in one of three places, and one of the two sequence decoders is for the third alone, which is a half of
 * each of the others. With a buffer that holds all literals of a block it is never chosen, and a number that the field
 * cannot have takes its code away: 4000 bytes.
 */
#define ZSTD_DECODER_INTERNAL_BUFFER (128 << 10)
#include "decompress/zstd_decompress_internal.h"
#undef FSE_isError /* macros that not all files are to see */
#undef HUF_isError
#define ZSTD_split (1LL << 32)
