/* SPDX-License-Identifier: 0BSD */
/*
 * What was read from the modules of a tree, kept for the next run in a file beside the indexes: modules.cache.
 * A module whose file has the same size, inode and times as then is not read again, a folder is not looked into, an
 * output is not made again whose inputs are the same.
 *
 *	header     what it is, of which program, with a checksum over the rest
 *	lists      stamps of modules.builtin, modules.builtin.modinfo and modules.order
 *	outputs    stamps of the files that were made, with digests of their contents
 *	folders    of the tree, with stamps: if all are the same, so is the list of modules, and nobody looks into them;
 *	           none if that would not be sure
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

/* What is known of a module, or of a folder, from an earlier run. */
struct known {
	struct file_stamp stamp;
	const char *path;	/* of a module as in modules.dep */
	struct facts facts;	/* of a folder: none */
};

/* A file that was made. */
struct output_mark {
	struct file_stamp stamp;
	uint64_t digest;	/* of its contents */
};

/* What a cache belongs to: one that was made for something else is as good as none. Then what this run adds to it. */
struct cache_place {
	const char *dir;		/* where the outputs and the cache are */
	const struct output *outputs;
	const char *prefix;		/* read_options.prefix */
	uint64_t sources;		/* a digest of what the list of modules depends on: configuration, tree->dir */

	struct output_mark *marks;	/* of the outputs, one each; NULL: there is no cache */
	int64_t now;			/* file_time at the start of the run */
};

struct cache_header;

/* Zeroed is empty. All lies in the arena of the tree that it was loaded for. */
struct cache {
	const struct cache_header *head;	/* the file */
	size_t head_size;	/* of what is in it before the symbols */
	const struct file_stamp *lists;
	const struct output_mark *outputs;	/* one for each of the place's */
	struct known *folders, *modules;
	size_t folder_count, count;	/* folders, modules */
};

/*
 * Loads the cache of a place, and puts its symbols into tree->symbols, which is empty. A file that is missing, damaged
 * or foreign leaves the cache empty; false then.
 */
bool cache_load(struct cache *cache, struct tree *tree, const struct cache_place *place);

/* The same for its bytes, aligned to 8, which must stay. Leaves the checksum alone; exported for the fuzzer. */
bool cache_parse(struct cache *cache, struct tree *tree, const unsigned char *bytes, size_t size,
		 const struct cache_place *place);

/*
 * Instead of a walk: fills tree->modules in their order, with stamps, if folders, configuration and modules.order are
 * as they were, and no file is missing. Otherwise false, and the tree is empty.
 */
bool cache_walk(const struct cache *cache, struct tree *tree, const struct cache_place *place);

/* Sets module->known where the cache knows a module's path. */
void cache_attach(const struct cache *cache, struct tree *tree);

/*
 * Which files are what would be made of the modules that were read: of each its stamp and digest go into its mark,
 * which is zero before. A file that somebody has touched is read, and good if its bytes are the same. Returns whether
 * all are.
 */
bool cache_judge(const struct cache *cache, const struct tree *tree, const struct cache_place *place);

/* Of a cache by which all files were judged to be current: whether cache_save would write the same again. */
bool cache_is_kept(const struct cache *cache, const struct tree *tree, const struct cache_place *place);

/*
 * Writes what the tree holds, after the outputs were published; place->marks has the digest of each. The folders are
 * left out if tree->is_odd. A file that changed so lately before place->now that another change might not show in its
 * times is kept as unknown. Returns 0 or -errno.
 */
int cache_save(const struct tree *tree, const struct cache_place *place, struct err *err);

#endif
