/* SPDX-License-Identifier: 0BSD */
/*
 * One module directory, /lib/modules/RELEASE, and all questions to it. Each file is opened at the first question
 * that needs it, and the answer comes from the first form that is there and whole:
 *
 *	modules.dep.bin            else  modules.dep              else one scan of the tree (scan.h), with a note
 *	modules.alias.bin          else  modules.alias            else the scan
 *	modules.symbols.bin        else  modules.symbols          else the scan
 *	modules.builtin.bin        else  modules.builtin          else nothing is built in
 *	modules.builtin.alias.bin  else  modules.builtin.modinfo  else nothing is built in
 *
 * The other forms are turned into an index in memory, so there is one way to look things up.
 */
#ifndef INDEX_MODDB_H
#define INDEX_MODDB_H

#include "base/arena.h"
#include "base/err.h"
#include "index/index.h"
#include "base/names.h"

#include <stdbool.h>
#include <stddef.h>

/* A line of modules.dep. The paths are ready to open: moddb_dir() in front, or absolute as in the file (external). */
struct module_record {
	const char *name;	/* normal form */
	const char *path;
	const char **deps;	/* paths of all modules that it needs: the nearest first, the deepest last */
	size_t dep_count;
};

struct moddb;	/* index/moddb.c; made by moddb_open, lives in the arena */

/* No file is touched yet. `dir` is borrowed: "/lib/modules/6.1.0-1-amd64" with its root in front. */
struct moddb *moddb_open(struct arena *arena, const char *dir);
const char *moddb_dir(const struct moddb *db);

/* Gives files and mappings back; the struct is then as after moddb_open. A program that ends need not call it. */
void moddb_close(struct moddb *db);

/* The release that the directory is for is known to be missing: a stat of the directory, asked once. */
bool moddb_exists(struct moddb *db);

/*
 * Each returns 1 (or a count) if found, 0 if not, -errno if the directory cannot answer in any form. Names may be in
 * any spelling, aliases are in normal form (module/name.h). `*out` is set: names in the order of their priority, each
 * once. Results live in the arena. Answers of the first are remembered, misses too.
 */
int moddb_module(struct moddb *db, const char *name, const struct module_record **out, struct err *err);
int moddb_aliases(struct moddb *db, const char *alias, struct name_list *out, struct err *err);
int moddb_symbols(struct moddb *db, const char *symbol_alias, struct name_list *out, struct err *err);
int moddb_builtin(struct moddb *db, const char *name, struct err *err);
int moddb_builtin_aliases(struct moddb *db, const char *alias, struct name_list *out, struct err *err);

/*
 * Forgets the answers of moddb_module. Those to come live in `arena`: who has many names for it gives that back from
 * time to time, and tells it here.
 */
void moddb_forget(struct moddb *db, struct arena *arena);

/* The strings "key=value" of a built-in module in modules.builtin.modinfo, each NUL-terminated, in order. */
int moddb_builtin_modinfo(struct moddb *db, const char *name, struct name_list *out, struct err *err);

/*
 * A record's path could not be opened (ENOENT): the module may have been compressed, or unpacked, since the index was
 * made. Returns the path with another suffix (.ko, .ko.gz, .ko.xz, .ko.zst) that is there, or NULL.
 */
const char *moddb_existing_path(struct arena *arena, const char *path);

/*
 * Every entry of the alias or symbol index in the order of the tree, for `modprobe -c`.
 * Returns 0, the first non-zero result of `each`, or -errno.
 */
int moddb_dump_aliases(struct moddb *db, int (*each)(void *, const char *key, const struct index_value *),
		       void *context);
int moddb_dump_symbols(struct moddb *db, int (*each)(void *, const char *key, const struct index_value *),
		       void *context);

#endif
