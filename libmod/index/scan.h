/* SPDX-License-Identifier: 0BSD */
/*
 * A module directory without indexes: which files are there, and what they say themselves. One walk through the
 * folders finds all names; files are opened only for questions that names do not answer.
 */
#ifndef INDEX_SCAN_H
#define INDEX_SCAN_H

#include "base/arena.h"
#include "base/err.h"
#include "index/index_write.h"
#include "base/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan_module {
	const char *name;	/* normal form */
	const char *path;	/* below the directory */
	uint32_t order;		/* line of modules.order; UINT32_MAX: not listed */
};

/* In the order of priority: those below updates/, then as in modules.order, then by path. A name may be there twice. */
struct scan {
	const char *dir;
	struct arena *arena;
	struct scan_module *modules;
	size_t count, capacity;
};

/*
 * Finds the module files below `dir`, which is borrowed, but for hidden folders and those called build and source.
 * Links are followed, each folder is entered once. Returns 0; -errno only if `dir` itself cannot be listed.
 */
int scan_tree(struct scan *scan, const char *dir, struct arena *arena, struct err *err);

/*
 * What the files say, as an index would hold it: modules.dep (paths only), modules.alias and modules.symbols. The
 * last two open every file; those that cannot be read are left out.
 */
void scan_read_paths(const struct scan *scan, struct index_entries *out);
void scan_read_aliases(const struct scan *scan, struct index_entries *out);
void scan_read_symbols(const struct scan *scan, struct index_entries *out);

/*
 * Adds what the module in the file `path` needs: names of modules (not in normal form), which those of Linux 2.6 and
 * later say themselves; of others the symbols of other modules or of the kernel, as "symbol:NAME". A file that cannot
 * be read adds what was found until then.
 */
void scan_needs(const char *path, struct arena *arena, struct name_list *out);

#endif
