/* SPDX-License-Identifier: 0BSD */
/* The files of depmod.d. */
#ifndef DEPMOD_CONF_FILES_H
#define DEPMOD_CONF_FILES_H

#include "base/arena.h"

#include <stddef.h>

/* Strings in order. Zeroed is empty. */
struct text_list {
	const char **at;
	size_t count, capacity;
};

void text_list_add(struct text_list *list, struct arena *arena, const char *text);

/*
 * The paths of the configuration files in the order in which they are read: sorted by name. Of `paths`, a folder
 * stands for all NAME.conf in it. Without any they are the folders /etc/depmod.d, /run/depmod.d,
 * /usr/local/lib/depmod.d, /usr/lib/depmod.d, /lib/depmod.d below `root`. Of two files of one name in folders the
 * first hides the other (a link to /dev/null hides, too). `seen` gets the folders that are there.
 */
void conf_files_find(struct text_list *files, struct text_list *seen, struct arena *arena, const char *root,
		     const char *const *paths, size_t path_count);

#endif
