/* SPDX-License-Identifier: 0BSD */
/* Bytes that grow at their end. */
#ifndef MKKO_BYTES_H
#define MKKO_BYTES_H

#include <stddef.h>

/* Zeroed is empty. No memory ends the program. */
struct bytes {
	unsigned char *at;
	size_t length;
};

void put(struct bytes *bytes, const void *data, size_t length);

/* With its NUL. */
void put_string(struct bytes *bytes, const char *string);

void put_zeros(struct bytes *bytes, size_t count);

/* Zeros up to a multiple of `to`. */
void align(struct bytes *bytes, size_t to);

/* The bytes that pairs of hexadecimal digits mean. */
void put_hex(struct bytes *bytes, const char *hex);

#endif
