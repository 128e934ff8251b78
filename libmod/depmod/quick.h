/* SPDX-License-Identifier: 0BSD */
/* Whether the files of an earlier run are newer than all that they were made from: depmod -A without a cache. */
#ifndef DEPMOD_QUICK_H
#define DEPMOD_QUICK_H

#include "depmod/conf.h"
#include "depmod/outputs.h"
#include "depmod/tree.h"

#include <stdbool.h>

/*
 * Whether all outputs are in `dir`, modules.dep names just the modules of the tree, and modules, lists and
 * configuration are older than the last output (the last one that a run renames). Times of change count too, so that
 * an old file that was moved in is seen.
 */
bool quick_is_current(const struct tree *tree, const struct conf *conf, const char *dir,
		      const struct output *outputs);

#endif
