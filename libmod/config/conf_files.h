/* SPDX-License-Identifier: 0BSD */
/* The files of modprobe.d and depmod.d: five folders as one, where a file of an earlier one hides its namesakes. */
#ifndef CONFIG_CONF_FILES_H
#define CONFIG_CONF_FILES_H

#include "base/arena.h"
#include "base/files.h"
#include "base/map.h"
#include "base/names.h"
#include "base/str.h"
#include "config/config.h"

#include <stdbool.h>

/* Zeroed but for both arenas, which are the same, it is empty. */
struct conf_files {
	struct arena *arena;
	struct name_list paths;		/* what is to be read */
	struct name_list seen;		/* all that was looked at, folders too, which may not be there */
	struct masked_list masked;
	struct map taken;	/* base name -> path, of files that are read or only mask others */
};

/*
 * Finds the files of /etc/NAME, /run/NAME, /usr/local/lib/NAME, /usr/lib/NAME and /lib/NAME ("modprobe.d") below
 * sources->root, or of sources->paths, where a folder stands for all its *.conf. Of those of one base name the first
 * counts. What is no file but /dev/null, or a link to it, only masks. What cannot be read is a warning.
 */
void conf_files_find(struct conf_files *files, const char *name, const struct config_sources *sources);

/* Adds one file, borrowed; `kind` is what it is. */
void conf_files_add(struct conf_files *files, const char *path, enum file_kind kind);

/* Sorts the paths by base name, as they are to be read. */
void conf_files_sort(struct conf_files *files);

/* Reads a file. Returns false if it cannot be read, which is a warning, unless it is not there any more. */
bool conf_file_read(struct arena *arena, const char *path, struct str *text);

#endif
