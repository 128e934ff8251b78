/* SPDX-License-Identifier: 0BSD */
/* Why something failed, as a code and one line of text. */
#include "base/err.h"

#include "base/fmt.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

int err_set(struct err *err, int code, const char *format, ...)
{
	va_list list;

	if (!err)
		return -code;
	err->code = code;
	va_start(list, format);
	fmt_list(err->text, sizeof err->text, format, list);
	va_end(list);
	return -code;
}

int err_sys(struct err *err, const char *format, ...)
{
	int code = errno;
	va_list list;
	size_t length;

	if (!err)
		return -code;
	err->code = code;
	va_start(list, format);
	length = fmt_list(err->text, sizeof err->text, format, list);
	va_end(list);
	if (length < sizeof err->text)
		fmt(err->text + length, sizeof err->text - length, ": %s", err_words(code));
	return -code;
}

int err_wrap(struct err *err, const char *format, ...)
{
	char inner[sizeof err->text];
	va_list list;
	size_t length;

	memcpy(inner, err->text, sizeof inner);
	va_start(list, format);
	length = fmt_list(err->text, sizeof err->text, format, list);
	va_end(list);
	if (length < sizeof err->text)
		fmt(err->text + length, sizeof err->text - length, ": %s", inner);
	return -err->code;
}
