/* SPDX-License-Identifier: 0BSD */
/* How zlib is built: put in front of each of its files. */

#define HAVE_UNISTD_H

/* The check of the zlib format, which gzip files have not: never called. 770 bytes. */
#define adler32 crc32
