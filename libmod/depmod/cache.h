/* SPDX-License-Identifier: 0BSD */
/*
 * What was read from the modules of a tree, kept for the next run in a file beside the indexes: modules.cache.
 * A module whose file has the same size, inode and times as then is not read again.
 *
 *	header     what it is, of which program, with a checksum over the rest
 *	sources    stamps of modules.builtin and modules.builtin.modinfo
 *	outputs    stamps of the files that were made
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
	size_t offset;		/* of the stamp in the file */
};

enum cache_sources { CACHE_BUILTIN, CACHE_BUILTIN_MODINFO, CACHE_SOURCES };

/* Zeroed is empty. All lies in the arena of the tree that it was loaded for. */
struct cache {
	bool is_loaded;
	unsigned char *bytes;	/* the whole file */
	size_t size;
	struct file_stamp sources[CACHE_SOURCES];
	struct file_stamp *outputs;	/* one for each row */
	size_t output_count;
	struct known_module *modules;
	size_t count;
};

/*
 * Loads a cache that was made with the same outputs and options, and puts its symbols into tree->symbols, which is
 * empty. A file that is missing, damaged or foreign leaves the cache empty; false then.
 */
bool cache_load(struct cache *cache, struct tree *tree, const char *path, const struct output *outputs,
		char prefix);

/* The same for its bytes, aligned to 8, which must stay. Leaves the checksum alone; exported for the fuzzer. */
bool cache_parse(struct cache *cache, struct tree *tree, unsigned char *bytes, size_t size,
		 const struct output *outputs, char prefix);

/* Sets module->known where the cache knows a module's path. */
void cache_attach(const struct cache *cache, struct tree *tree);

/* Whether the modules that were read are those of the cache, in the same order, and say the same. */
bool cache_has_same_modules(const struct cache *cache, const struct tree *tree);

/* Whether nothing has touched the files that were made, in `dir`, nor the lists of built-in modules in tree->dir. */
bool cache_has_same_files(const struct cache *cache, const struct tree *tree, const char *dir,
			  const struct output *outputs);

/*
 * The modules being the same: writes the stamps of those whose files have changed into the file where they stand. If
 * that fails half way, the checksum says so to the next run. `now` as below. Returns 0 or -errno.
 */
int cache_update(struct cache *cache, const struct tree *tree, const char *path, int64_t now, struct err *err);

/*
 * Writes what the tree holds, after the outputs were published in `dir`. A file that changed so lately that another
 * change might not show in its times (`now`: the start of the run, nanoseconds since 1970) is kept as unknown.
 * Returns 0 or -errno.
 */
int cache_save(const struct tree *tree, const char *path, const char *dir, const struct output *outputs, char prefix,
	       int64_t now, struct err *err);

#endif
