/* SPDX-License-Identifier: 0BSD */
/* The order of the modules, which is their priority: who comes first wins an alias. */
#ifndef DEPMOD_ORDER_H
#define DEPMOD_ORDER_H

#include "base/err.h"
#include "depmod/tree.h"

/*
 * Sorts tree->modules: those in modules.order as they stand there (by the path without suffixes of compression; of
 * two equal lines the first counts), then the others by the bytes of their path. kmod leaves the others in the order
 * of a hash table. Returns 0 or -errno, as list_read does.
 */
int order_modules(struct tree *tree, bool verbose, struct err *err);

#endif
