/* SPDX-License-Identifier: 0BSD */
/* The formatter behind all text: one pass over the format, bytes counted even where they do not fit. */
#include "base/fmt.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct sink {
	char *at;
	size_t size;	/* room, one byte of it for the NUL */
	size_t length;	/* of the whole text so far */
};

struct spec {
	bool left, zeros;
	size_t width;
	size_t precision;	/* SIZE_MAX: none */
	int longs;		/* 0 int, 1 long and size_t, 2 long long */
};

static void sink_put(struct sink *sink, const char *bytes, size_t count)
{
	if (sink->length + 1 < sink->size) {
		size_t room = sink->size - 1 - sink->length;

		memcpy(sink->at + sink->length, bytes, count < room ? count : room);
	}
	sink->length += count;
}

static void sink_pad(struct sink *sink, char with, size_t from, size_t to)
{
	while (from++ < to)
		sink_put(sink, &with, 1);
}

static void put_field(struct sink *sink, const struct spec *spec, const char *text, size_t length)
{
	if (!spec->left)
		sink_pad(sink, ' ', length, spec->width);
	sink_put(sink, text, length);
	if (spec->left)
		sink_pad(sink, ' ', length, spec->width);
}

static void put_number(struct sink *sink, const struct spec *spec, unsigned long long value,
		       bool negative, char kind)
{
	unsigned base = kind == 'x' || kind == 'X' ? 16 : 10;
	char letter = kind == 'X' ? 'A' : 'a', text[72];
	char *at = text + sizeof text;
	size_t zeros = spec->zeros && !spec->left ? spec->width : 0;

	if (zeros > sizeof text - 1)
		zeros = sizeof text - 1;
	do {
		char digit = (char)(value % base);

		*--at = (char)(digit + (digit < 10 ? '0' : letter - 10));
		value /= base;
	} while (value);
	while ((size_t)(text + sizeof text - at) + negative < zeros)
		*--at = '0';
	if (negative)
		*--at = '-';
	put_field(sink, spec, at, (size_t)(text + sizeof text - at));
}

static size_t read_count(const char **format, va_list *list)
{
	size_t count = 0;

	if (**format == '*') {
		int given = va_arg(*list, int);

		++*format;
		return given > 0 ? (size_t)given : 0;
	}
	while (**format >= '0' && **format <= '9')
		count = count * 10 + (size_t)(*(*format)++ - '0');
	return count;
}

static struct spec read_spec(const char **format, va_list *list)
{
	struct spec spec = { .precision = SIZE_MAX };

	for (; **format == '-' || **format == '0'; ++*format) {
		spec.left |= **format == '-';
		spec.zeros |= **format == '0';
	}
	spec.width = read_count(format, list);
	if (**format == '.') {
		++*format;
		spec.precision = read_count(format, list);
	}
	for (; **format == 'l' || **format == 'z'; ++*format)
		spec.longs++;
	return spec;
}

/* A long is as wide as one of the other two. */
static void put_integer(struct sink *sink, const struct spec *spec, va_list *list, char kind)
{
	bool is_wide = spec->longs && (spec->longs > 1 || sizeof(long) > sizeof(int)), negative = false;
	unsigned long long value = is_wide ? va_arg(*list, unsigned long long) : va_arg(*list, unsigned);

	if (kind == 'd') {
		long long number = is_wide ? (long long)value : (int)value;

		negative = number < 0;
		value = negative ? 0 - (unsigned long long)number : (unsigned long long)number;
	}
	put_number(sink, spec, value, negative, kind);
}

static void put_spec(struct sink *sink, const char **format, va_list *list)
{
	struct spec spec = read_spec(format, list);
	char kind = *(*format)++;
	const char *text;
	char byte;

	switch (kind) {
	case 's':
		text = va_arg(*list, const char *);
		put_field(sink, &spec, text, strnlen(text, spec.precision));
		break;
	case 'c':
		byte = (char)va_arg(*list, int);
		put_field(sink, &spec, &byte, 1);
		break;
	case '%':
		sink_put(sink, "%", 1);
		break;
	default:
		assert(strchr("duxX", kind));
		put_integer(sink, &spec, list, kind);
	}
}

size_t fmt_list(char *out, size_t size, const char *format, va_list list)
{
	struct sink sink = { .at = out, .size = size };
	va_list copy;

	va_copy(copy, list);
	while (*format) {
		size_t plain = strcspn(format, "%");

		sink_put(&sink, format, plain);
		format += plain;
		if (!*format)
			break;
		format++;
		put_spec(&sink, &format, &copy);
	}
	va_end(copy);
	if (size)
		out[sink.length < size ? sink.length : size - 1] = '\0';
	return sink.length;
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
