/* SPDX-License-Identifier: 0BSD */
/*
 * What was read from the modules of a tree, kept for the next run in a file beside the indexes: modules.cache.
 * A module whose file has the same size, inode and times as then is not read again.
 *
 *	header     what it is, of which program, with a checksum over the rest
 *	stamps     of modules.builtin and modules.builtin.modinfo, and of the files that were made
 *	symbols    names, each NUL-terminated; their places are the numbers in
 *	modules    in the order of priority: stamp, exports, needs, path, infos
 *
 * Numbers are as this machine has them: a cache of another one has a wrong header. Nothing in it is trusted: a file
 * that does not check is as good as none. It is not synced either, for the same reason.
 */
#ifndef DEPMOD_CACHE_H
#define DEPMOD_CACHE_H

#include "base/err.h"
#include "depmod/outputs.h"
#include "depmod/tree.h"

#include <stdbool.h>
#include <stddef.h>

#define CACHE_NAME "modules.cache"

/* What is known of a module from an earlier run. */
struct known_module {
	struct file_stamp stamp;
	const char *shown;	/* the module's path, as in modules.dep */
	struct facts facts;
};

/* What a cache belongs to: one that was made for something else is as good as none. */
struct cache_place {
	const char *dir;		/* where the outputs and the cache are */
	const struct output *outputs;
	const char *prefix;		/* read_options.prefix */
};

/* Zeroed is empty. All lies in the arena of the tree that it was loaded for. */
struct cache {
	const struct file_stamp *stamps;
	struct known_module *modules;
	size_t count;
};

/*
 * Loads the cache of a place, and puts its symbols into tree->symbols, which is empty. A file that is missing, damaged
 * or foreign leaves the cache empty; false then.
 */
bool cache_load(struct cache *cache, struct tree *tree, const struct cache_place *place);

/* The same for its bytes, aligned to 8, which must stay. Leaves the checksum alone; exported for the fuzzer. */
bool cache_parse(struct cache *cache, struct tree *tree, const unsigned char *bytes, size_t size,
		 const struct cache_place *place);

/* Sets module->known where the cache knows a module's path. */
void cache_attach(const struct cache *cache, struct tree *tree);

/*
 * Whether the modules that were read are those of the cache, in the same order, and say the same; and whether nothing
 * has touched the files that were made, nor the lists of built-in modules in tree->dir.
 */
bool cache_is_current(const struct cache *cache, const struct tree *tree, const struct cache_place *place);

/* Of a cache that is current: whether cache_save would write the same again. */
bool cache_is_kept(const struct cache *cache, const struct tree *tree, int64_t now);

/*
 * Writes what the tree holds, after the outputs were published. A file that changed so lately that another change might
 * not show in its times (`now`: file_time at the start of the run) is kept as unknown. Returns 0 or -errno.
 */
int cache_save(const struct tree *tree, const struct cache_place *place, int64_t now, struct err *err);

#endif
