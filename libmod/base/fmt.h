/* SPDX-License-Identifier: 0BSD */
/*
 * The formatter behind all text: the part of printf that this program needs, without stdio
 * (musl's printf would cost more bytes than insmod, rmmod and lsmod together).
 *
 * Known: %s %c %d %u %x %X %%, flags - and 0, width, precision (with * too; precision for %s only),
 * length l, ll and z. Anything else is a mistake of ours and asserts.
 */
#ifndef BASE_FMT_H
#define BASE_FMT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Writes at most `size` bytes, the NUL included; a longer text is cut. `out` may be NULL if size is 0.
 * Returns the length of the whole text without its NUL, as snprintf does.
 */
size_t fmt(char *out, size_t size, const char *format, ...) __attribute__((format(__printf__, 3, 4)));
size_t fmt_list(char *out, size_t size, const char *format, va_list list)
	__attribute__((format(__printf__, 3, 0)));

#endif
