/* SPDX-License-Identifier: 0BSD */
/* The formatter behind all text: one pass over the format, bytes counted even where they do not fit. */
#include "base/fmt.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct writer {
	char *at;
	size_t size;		/* room, one byte of it for the NUL */
	size_t length;		/* of the whole text so far */
	const char *format;	/* what is left of it */
	va_list list;

	/* of one %... */
	bool left, zeros;
	size_t width;
	size_t precision;	/* SIZE_MAX: none */
	int longs;		/* 0 int, 1 long and size_t, 2 long long */
};

static void put(struct writer *writer, const char *bytes, size_t count)
{
	if (writer->length + 1 < writer->size) {
		size_t room = writer->size - 1 - writer->length;

		memcpy(writer->at + writer->length, bytes, count < room ? count : room);
	}
	writer->length += count;
}

/* Blanks around a text of `length` bytes. */
static void put_blanks(struct writer *writer, size_t length)
{
	while (length++ < writer->width)
		put(writer, " ", 1);
}

static void put_field(struct writer *writer, const char *text, size_t length)
{
	if (!writer->left)
		put_blanks(writer, length);
	put(writer, text, length);
	if (writer->left)
		put_blanks(writer, length);
}

static void put_number(struct writer *writer, unsigned long long value, bool negative, char kind)
{
	unsigned base = (kind | 0x20) == 'x' ? 16 : 10;
	char letter = (char)(kind - 'x' + 'a'), text[72];	/* X has large letters */
	char *end = text + sizeof text, *at = end, *zeros = end;

	if (writer->zeros && !writer->left)
		zeros -= writer->width < sizeof text ? writer->width : sizeof text - 1;
	do {
		char digit = (char)(value % base);

		*--at = (char)(digit + (digit < 10 ? '0' : letter - 10));
		value /= base;
	} while (value);
	while (at - negative > zeros)
		*--at = '0';
	if (negative)
		*--at = '-';
	put_field(writer, at, (size_t)(end - at));
}

static size_t read_count(struct writer *writer)
{
	size_t count = 0;

	if (*writer->format == '*') {
		int given = va_arg(writer->list, int);

		writer->format++;
		return given > 0 ? (size_t)given : 0;
	}
	while (*writer->format >= '0' && *writer->format <= '9')
		count = count * 10 + (size_t)(*writer->format++ - '0');
	return count;
}

/* What stands between % and the kind. */
static void read_spec(struct writer *writer)
{
	writer->left = writer->zeros = false;
	writer->precision = SIZE_MAX;
	writer->longs = 0;
	for (; *writer->format == '-' || *writer->format == '0'; writer->format++) {
		writer->left |= *writer->format == '-';
		writer->zeros |= *writer->format == '0';
	}
	writer->width = read_count(writer);
	if (*writer->format == '.') {
		writer->format++;
		writer->precision = read_count(writer);
	}
	for (; *writer->format == 'l' || *writer->format == 'z'; writer->format++)
		writer->longs++;
}

/* %c, or a number. A long is as wide as one of the other two. */
static void put_integer(struct writer *writer, char kind)
{
	bool is_wide = writer->longs && (writer->longs > 1 || sizeof(long) > sizeof(int)), negative = false;
	unsigned long long value = is_wide ? va_arg(writer->list, unsigned long long) : va_arg(writer->list, unsigned);

	if (kind == 'c') {
		char byte = (char)value;

		put_field(writer, &byte, 1);
		return;
	}
	if (kind == 'd') {
		long long number = is_wide ? (long long)value : (int)value;

		negative = number < 0;
		value = negative ? 0 - (unsigned long long)number : (unsigned long long)number;
	}
	put_number(writer, value, negative, kind);
}

static void put_spec(struct writer *writer)
{
	const char *text;
	char kind;

	read_spec(writer);
	kind = *writer->format++;
	if (kind == '%') {
		put(writer, "%", 1);
	} else if (kind == 's') {
		text = va_arg(writer->list, const char *);
		put_field(writer, text, strnlen(text, writer->precision));
	} else {
		assert(strchr("cduxX", kind));
		put_integer(writer, kind);
	}
}

size_t fmt_list(char *out, size_t size, const char *format, va_list list)
{
	struct writer writer = { .at = out, .size = size, .format = format };

	va_copy(writer.list, list);
	while (*writer.format) {
		size_t plain = strcspn(writer.format, "%");

		put(&writer, writer.format, plain);
		writer.format += plain;
		if (!*writer.format)
			break;
		writer.format++;
		put_spec(&writer);
	}
	va_end(writer.list);
	if (size)
		out[writer.length < size ? writer.length : size - 1] = '\0';
	return writer.length;
}

size_t fmt(char *out, size_t size, const char *format, ...)
{
	va_list list;
	size_t length;

	va_start(list, format);
	length = fmt_list(out, size, format, list);
	va_end(list);
	return length;
}
