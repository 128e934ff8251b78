/* SPDX-License-Identifier: 0BSD */
/*
 * modules.dep: which file each module is, and which modules it needs.
 *
 *	kernel/fs/ext4/ext4.ko: kernel/fs/jbd2/jbd2.ko kernel/fs/mbcache.ko
 *
 * Paths are relative to the module directory, or absolute for modules outside of it. kmod lists everything that is
 * needed, the nearest first; other programs list only what a module needs itself.
 */
#ifndef INDEX_DEPFILE_H
#define INDEX_DEPFILE_H

#include "base/arena.h"
#include "base/str.h"
#include "index/index_write.h"
#include "index/moddb.h"

/* Adds every line of a modules.dep as module name -> line. What is not such a line is left out. */
void depfile_read(struct str text, struct arena *arena, struct index_entries *out);

/*
 * Cuts a line into a record that has no name yet, with `dir` in front of relative paths. Returns 0, or -EINVAL for a
 * line without a colon, or a path with a ".." in it: a module directory from elsewhere may name no file outside of
 * itself that way.
 */
int depfile_record(const char *line, const char *dir, struct arena *arena, struct module_record *out);

#endif
