/* SPDX-License-Identifier: 0BSD */
/* .modinfo: the "key=value" strings that a module carries (linux/moduleparam.h, __MODULE_INFO). */
#ifndef MODULE_MODINFO_H
#define MODULE_MODINFO_H

#include "base/str.h"
#include "module/elf.h"

/* The section's bytes: strings with one or more NUL between them; the last one may lack its NUL. */
struct modinfo {
	struct str bytes;	/* .at is NULL if there is no such section */
};

/* Reads the section .modinfo. A module without one gives an empty modinfo and 0. Returns what elf_read does. */
int modinfo_read(struct modinfo *out, const struct elf *elf, struct err *err);

/*
 * Takes the next string off `*rest` (start with modinfo.bytes): key before the first '=', value after it.
 * A string without '=' is a key with an empty value. Returns false at the end.
 */
bool modinfo_next(struct str *rest, struct str *key, struct str *value);

/* The first value of a key; false if there is none. */
bool modinfo_value(const struct modinfo *modinfo, const char *key, struct str *value);

#endif
