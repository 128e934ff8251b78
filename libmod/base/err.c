/* SPDX-License-Identifier: 0BSD */
/* Why something failed, as a code and one line of text. */
#include "base/err.h"

#include "base/fmt.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

/* Room for a path and what is said of it; how much of the beginning is kept where that is too long for an err. */
enum { LINE_SIZE = PATH_MAX + 256, HEAD = 64 };

/* Of a text that is too long the middle is left out: the cause stands at its end. */
static void text_put(struct err *err, const char *text)
{
	static const char gap[] = "...";
	size_t length = strlen(text), tail = sizeof err->text - HEAD - sizeof gap;

	if (length < sizeof err->text)
		memcpy(err->text, text, length + 1);
	else
		fmt(err->text, sizeof err->text, "%.*s%s%s", HEAD, text, gap, text + length - tail);
}

/* Sets code and text, with ": CAUSE" behind the text if there is a cause. Returns -code. */
static int err_fill(struct err *err, int code, const char *cause, const char *format, va_list list)
{
	char text[LINE_SIZE];
	size_t length;

	if (!err)
		return -code;
	length = fmt_list(text, sizeof text, format, list);
	if (cause && length < sizeof text)
		fmt(text + length, sizeof text - length, ": %s", cause);
	text_put(err, text);
	err->code = code;
	err->is_kernels = false;
	if (cause != err->text)	/* not err_wrap */
		err->cause = NULL;
	return -code;
}

int err_set(struct err *err, int code, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	err_fill(err, code, NULL, format, list);
	va_end(list);
	return -code;
}

int err_sys(struct err *err, const char *format, ...)
{
	int code = errno;
	va_list list;

	va_start(list, format);
	err_fill(err, code, err_words(code), format, list);
	va_end(list);
	return -code;
}

int err_wrap(struct err *err, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	err_fill(err, err->code, err->text, format, list);
	va_end(list);
	return -err->code;
}

int err_cause(struct err *err, const char *cause, int rc)
{
	if (err)
		err->cause = cause;
	return rc;
}
