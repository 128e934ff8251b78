/* SPDX-License-Identifier: 0BSD */
/* All that a module needs: a walk along the dependencies, depth first, without recursion. */
#include "index/closure.h"

#include "base/map.h"
#include "base/names.h"
#include "module/name.h"

/* A module on the way: its dependencies from `left` on were visited. */
struct visit {
	struct module_record record;
	size_t left;
};

struct closure {
	struct arena *arena;
	struct map seen;	/* names of modules that were entered */
	struct {
		struct visit *at;
		size_t count, capacity;
	} path;
};

static void visit_enter(struct closure *closure, const struct module_record *record)
{
	struct visit *visit;

	if (!map_add(&closure->seen, record->name))
		return;
	visit = arena_add(closure->arena, &closure->path, sizeof *visit);
	*visit = (struct visit){ *record, record->dep_count };
}

void closure_complete(struct module_record *record,
		      const struct module_record *(*find)(struct moddb *db, const char *name), struct moddb *db,
		      struct arena *arena)
{
	struct closure closure = { .arena = arena, .seen.arena = arena };
	struct name_list order = { 0 };	/* paths, what is needed before what needs it */

	visit_enter(&closure, record);
	while (closure.path.count) {
		struct visit *visit = &closure.path.at[closure.path.count - 1];
		const struct module_record *needed;
		struct module_record unknown = { 0 };

		if (!visit->left) {
			if (--closure.path.count)
				names_add(&order, arena, visit->record.path);
			continue;
		}
		unknown.path = visit->record.deps[--visit->left];
		unknown.name = name_of_path(arena, unknown.path);
		needed = find(db, unknown.name);
		visit_enter(&closure, needed ? needed : &unknown);
	}
	record->dep_count = order.count;
	record->deps = arena_alloc(arena, order.count * sizeof *order.at);
	for (size_t i = 0; i < order.count; i++)
		record->deps[i] = order.at[order.count - 1 - i];
}
