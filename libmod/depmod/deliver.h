/* SPDX-License-Identifier: 0BSD */
/* What is done with the files that a resolved tree makes. */
#ifndef DEPMOD_DELIVER_H
#define DEPMOD_DELIVER_H

#include "base/err.h"
#include "base/out.h"
#include "depmod/cache.h"
#include "depmod/outputs.h"
#include "depmod/publish.h"
#include "depmod/tree.h"

#include <stddef.h>

struct delivery {
	const struct tree *tree;
	const struct output *outputs;	/* ended by a row without a name */
	struct output_options options;
	struct output_mark *marks;	/* one each: what has a stamp is not made, the others get digests; or NULL */
	unsigned long workers;	/* processes that make them, at the most; 0: as many as there are processors */
};

/* Writes all of them; they appear together. Returns 0, or -errno with the old ones in place. */
int deliver_files(const struct delivery *delivery, struct publication *publication, struct err *err);

/*
 * Prints the text files to `out`, one after the other; or if that is NULL compares all files with those in `dir`: each
 * that is missing, stale or damaged is an error. Returns the number of those, or -errno.
 */
int deliver_otherwise(const struct delivery *delivery, struct out *out, const char *dir, struct err *err);

#endif
