/* SPDX-License-Identifier: 0BSD */
/* From what modules need themselves to all that one of them needs. */
#ifndef INDEX_CLOSURE_H
#define INDEX_CLOSURE_H

#include "base/arena.h"
#include "base/err.h"
#include "index/moddb.h"

/* Who knows what a module needs itself: `find` returns 1 with its record, 0 if it is not known, or -errno. */
struct closure_source {
	int (*find)(void *context, const char *name, const struct module_record **out, struct err *err);
	void *context;
};

/*
 * Makes `record` complete. If each of its dependencies is followed by all that it needs itself, nothing is changed: the
 * order of the file is kept. Otherwise the list is made anew, each module before those that it needs; cycles are cut.
 * A dependency that is not known stays as a module without needs. Returns 0, or -errno of find.
 */
int closure_complete(struct module_record *record, const struct closure_source *source, struct arena *arena,
		     struct err *err);

#endif
