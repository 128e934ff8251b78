/* SPDX-License-Identifier: 0BSD */
/*
 * What the kernel itself contains, as its build wrote it:
 *
 *	modules.builtin          kernel/fs/configfs/configfs.ko
 *	modules.builtin.modinfo  configfs.license=GPL NUL configfs.author=... NUL
 */
#ifndef INDEX_BUILTIN_H
#define INDEX_BUILTIN_H

#include "base/arena.h"
#include "base/str.h"
#include "index/index_write.h"
#include "base/names.h"

/* Adds the name of every module of a modules.builtin; the values are empty. */
void builtin_read(struct str text, struct arena *arena, struct index_entries *out);

/* Adds every alias of a modules.builtin.modinfo as normal pattern -> module name. */
void builtin_read_aliases(struct str bytes, struct arena *arena, struct index_entries *out);

/* Appends the strings "key=value" of the module `name` (in normal form) in a modules.builtin.modinfo, in order. */
void builtin_strings(struct str bytes, const char *name, struct arena *arena, struct name_list *out);

#endif
