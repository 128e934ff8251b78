/* SPDX-License-Identifier: 0BSD */
/* depmod.d: which of two modules of the same name is taken, and where modules lie (depmod.d(5)). */
#ifndef DEPMOD_CONF_H
#define DEPMOD_CONF_H

#include "base/arena.h"
#include "base/names.h"
#include "base/str.h"
#include "config/conf_files.h"
#include "depmod/tree.h"

#include <stdbool.h>
#include <stddef.h>

/* All words that were found, in their order; lines for other kernel versions are left out already. */
struct conf {
	struct arena *arena;
	const char *version;	/* the kernel's, borrowed */
	const char *root;	/* what stands before the five folders: "" on a real system */

	struct name_list searches;	/* folders below the tree, "built-in", "external": the first ranks highest */
	struct name_list overrides;	/* "FOLDER/MODULE": the last line wins */
	struct name_list externals;	/* absolute paths of folders */
	struct name_list excludes;	/* names of folders that are not entered */
	uint64_t digest;		/* of all that was read */
	struct conf_files files;	/* all that was read */
};

/*
 * Reads the configuration into a `conf` that has arena, version and root: `paths` (files or folders) or, if there are
 * none, the five folders depmod.d of the running system, whatever the tree. Bad lines, and files that cannot be read,
 * are messages on stderr that change nothing else.
 */
void conf_read(struct conf *conf, const char *const *paths, size_t path_count);

/*
 * Takes in the lines of one file; `file` is its name in messages. The strings are made in `text`, which is borrowed for
 * as long as the conf, and needs one byte behind it.
 */
void conf_parse(struct conf *conf, struct str text, const char *file);

/* Whether the folder of this name is not to be entered: build, source, or excluded. */
bool conf_excludes(const struct conf *conf, const char *name);

/* Whether of two modules of the same name `a` is taken. An order: it never matters who was found first. */
bool conf_prefers(const struct conf *conf, const struct module *a, const struct module *b);

#endif
