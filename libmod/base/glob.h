/* SPDX-License-Identifier: 0BSD */
/* Shell patterns as modprobe.d uses them. */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include <stdbool.h>

/*
 * Whether all of `text` matches `pattern`: `*`, `?`, `[a-z]`, `[!a-z]`, `\x`; a star matches slashes too
 * (fnmatch(3) with flags 0 in the C locale). A `[` that is never closed is a plain byte.
 * Time is at most proportional to the product of the two lengths, whatever the pattern.
 */
bool glob_match(const char *pattern, const char *text);

/*
 * One set of bytes "[...]" at `pattern`: whether `byte` is in it, and where the pattern goes on.
 * `*end` is NULL if the set is never closed.
 */
bool glob_set_match(const char *pattern, char byte, const char **end);

/* Whether `pattern` holds a byte that makes it more than a plain name. */
bool glob_is_pattern(const char *pattern);

#endif
