/* SPDX-License-Identifier: 0BSD */
/* Finding the module files of a tree. */
#ifndef DEPMOD_WALK_H
#define DEPMOD_WALK_H

#include "base/err.h"
#include "depmod/conf.h"
#include "depmod/read_tree.h"
#include "depmod/tree.h"

/*
 * Walks tree->dir and the external folders and puts one module for each name into tree->modules, the one that
 * conf_prefers, with the next best as its `second`. Links to files and folders are followed; a folder is not entered
 * below itself. Dangling links and folders without permission are warnings, counted in `*bad`.
 * With reading->options.stamps each has its stamp, and so has each of tree->visits.
 * Returns 0, or -errno if a folder cannot be read for another reason.
 */
int walk_tree(struct tree *tree, const struct conf *conf, const struct reading *reading, size_t *bad, struct err *err);

/*
 * What of a folder changes when something is added to it or goes away: its stamp; of tree->dir, where the outputs lie,
 * a digest of the names of folders and modules.
 */
struct file_stamp folder_stamp(const struct tree *tree, const char *path);

/*
 * Instead of the whole tree: just these files, by absolute path.
 * Returns 0, or -EINVAL for a path that is not absolute, -errno for one that is not there.
 */
int walk_files(struct tree *tree, const struct conf *conf, char *const *paths, size_t count, struct err *err);

#endif
