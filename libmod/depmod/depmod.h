/* SPDX-License-Identifier: 0BSD */
/* One run of depmod from the tree to the files (tree.h shows the way). */
#ifndef DEPMOD_DEPMOD_H
#define DEPMOD_DEPMOD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/opt.h"
#include "base/out.h"
#include "depmod/outputs.h"
#include "depmod/read_tree.h"

#include <stdbool.h>
#include <stddef.h>

/* What is asked for. All is borrowed. */
struct depmod_request {
	const char *dir;		/* the tree: ".../lib/modules/VERSION" */
	const char *out_dir;		/* where the files go */
	const char *version;		/* the kernel's, for depmod.d */
	const char *config_root;	/* what stands before the folders depmod.d: "" on a real system */
	struct opt_list configs;	/* -C */
	char *const *files;		/* just these modules, not the tree; NULL: the tree */
	size_t file_count;
	const struct output *outputs;	/* depmod_outputs, or what another kind of kernel has */

	bool show;			/* print the text files, write nothing */
	bool verify;			/* say which files are not what they should be, write nothing */
	const char *symvers;		/* -E; NULL: none */
	const char *system_map;		/* -F; NULL: none */
	bool errsyms;			/* -e: look for unknown symbols; with -E for versions that differ, too */
	bool strict;			/* one bad file is a failure */
	bool incremental;		/* read only what has changed since the last time; keeps a cache */
	bool quick;			/* do nothing if nothing has changed, cache or not */
	struct output_options output;
	struct reading reading;
	struct out *out;		/* for `show`, and with output.verbose for who needs whom */
};

/*
 * Returns 0, or 1 if it did its work, but not for all modules or not with good news (circles, unknown compressions,
 * stale files): the reasons have been logged. -errno: nothing was changed, and err says why.
 */
int depmod_run(const struct depmod_request *request, struct arena *arena, struct err *err);

#endif
