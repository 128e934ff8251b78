/* SPDX-License-Identifier: 0BSD */
/* From what modules need themselves to all that one of them needs. */
#ifndef INDEX_CLOSURE_H
#define INDEX_CLOSURE_H

#include "base/arena.h"
#include "index/moddb.h"

/*
 * Makes `record` complete: all that it needs, each module before those that it needs itself; cycles are cut. A list
 * that is so already, as kmod writes it, comes out as it was. `find` gives what a module needs itself, NULL for one
 * that is not known: that has no needs.
 */
void closure_complete(struct module_record *record,
		      const struct module_record *(*find)(struct moddb *db, const char *name), struct moddb *db,
		      struct arena *arena);

#endif
