/* SPDX-License-Identifier: 0BSD */
/*
 * The module files of a 2.4 kernel, and which needs which: from its modules.dep, or from a walk through the paths of
 * modules.conf. In modules.dep stand the direct needs only:
 *
 *	/lib/modules/2.4.37/kernel/fs/vfat.o:	/lib/modules/2.4.37/kernel/fs/fat.o \
 *		/lib/modules/2.4.37/kernel/fs/nls.o
 */
#ifndef COMPAT24_TREE24_H
#define COMPAT24_TREE24_H

#include "base/map.h"
#include "compat24/conf24.h"

#include <time.h>

/* A module file. */
struct file24 {
	struct file24 *next;		/* in the order in which they were found */
	const char *path;		/* without the base */
	const char *name;		/* "snd-pcm": a dash is a dash */
	const char *needs;		/* by modules.dep: paths with blanks between them */
	const struct file24 *user;	/* depmod's: the last one that needed it */
};

/* { .arena = ARENA } is empty. */
struct tree24 {
	struct arena *arena;
	struct file24 *files, *last;
	time_t youngest;		/* of what a walk found, when the last one was changed */
	struct map by_name;		/* -> struct file24 */
	size_t cut, folders;		/* of a walk: bytes of the base, folders so far */
};

/* The file of a path's name, made if it is new: of several with one name the first counts, as the kernel takes one. */
struct file24 *tree24_add(struct tree24 *tree, const char *path);

/*
 * Reads the release's modules.dep, `base` standing before its place. Returns 0, or -errno with err set.
 */
int tree24_read(struct tree24 *tree, const struct conf24 *conf, const char *base, struct err *err);

/* Finds the files in all paths of `conf` with `base` before them. What cannot be read is left out. */
void tree24_walk(struct tree24 *tree, const struct conf24 *conf, const char *base);

/* The file of that name or path ("vfat", "vfat.o", "/lib/vfat.o"), or NULL. */
struct file24 *tree24_find(const struct tree24 *tree, const char *name);

/*
 * For insmod: the file that a bare name stands for by modules.conf, owned by the arena; NULL if there is none.
 * `conf` is read.
 */
const char *tree24_search(const struct conf24 *conf, const char *name);

#endif
