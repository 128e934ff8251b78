/* SPDX-License-Identifier: 0BSD */
/* Bytes that grow at their end. */
#include "bytes.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void put(struct bytes *bytes, const void *data, size_t length)
{
	if (!length)
		return;
	bytes->at = realloc(bytes->at, bytes->length + length);
	if (!bytes->at)
		err(1, "memory");
	memcpy(bytes->at + bytes->length, data, length);
	bytes->length += length;
}

void put_string(struct bytes *bytes, const char *string)
{
	put(bytes, string, strlen(string) + 1);
}

void put_zeros(struct bytes *bytes, size_t count)
{
	unsigned char *zeros = calloc(count + 1, 1);
	put(bytes, zeros, count);
	free(zeros);
}

void align(struct bytes *bytes, size_t to)
{
	put_zeros(bytes, -bytes->length % to);
}

void put_hex(struct bytes *bytes, const char *hex)
{
	for (; *hex; hex += 2) {
		unsigned byte;
		if (sscanf(hex, "%2x", &byte) != 1 || !hex[1])
			errx(1, "not pairs of hexadecimal digits: '%s'", hex);
		unsigned char one = byte;
		put(bytes, &one, 1);
	}
}
