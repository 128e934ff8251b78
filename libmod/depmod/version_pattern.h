/* SPDX-License-Identifier: 0BSD */
/* The kernel versions that a line of depmod.d is for. */
#ifndef DEPMOD_VERSION_PATTERN_H
#define DEPMOD_VERSION_PATTERN_H

#include <stdbool.h>

/*
 * Whether `pattern` matches some part of `version`: "*" matches all, anything else is an extended regular
 * expression (POSIX, 9.4) with . [] () | * + ? {m,n} ^ $ \x. Sets as [[:digit:]] are not known.
 * `*valid` becomes false, and the result too, for a pattern that cannot be understood or is out of all measure.
 */
bool version_matches(const char *version, const char *pattern, bool *valid);

#endif
