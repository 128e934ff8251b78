/* SPDX-License-Identifier: 0BSD */
/* All that a module needs: a walk along the dependencies, depth first, without recursion. */
#include "index/closure.h"

#include "base/map.h"
#include "base/names.h"
#include "module/name.h"

/* A module on the way: its dependencies from `left` on were visited. */
struct visit {
	const struct module_record *record;
	size_t left;
};

struct closure {
	struct arena *arena;
	struct map seen;	/* names of modules that were entered */
	struct visit *path;
	size_t depth, capacity;
};

static void visit_enter(struct closure *closure, const struct module_record *record)
{
	if (!map_add(&closure->seen, record->name))
		return;
	closure->path = arena_grow(closure->arena, closure->path, closure->depth, &closure->capacity,
				   sizeof *closure->path);
	closure->path[closure->depth++] = (struct visit){ record, record->dep_count };
}

/* The record of a dependency that is not known. */
static const struct module_record *unknown(const char *name, const char *path, struct arena *arena)
{
	struct module_record *record = arena_alloc(arena, sizeof *record);

	*record = (struct module_record){ .name = name, .path = path };
	return record;
}

void closure_complete(struct module_record *record,
		      const struct module_record *(*find)(struct moddb *db, const char *name), struct moddb *db,
		      struct arena *arena)
{
	struct closure closure = { .arena = arena, .seen.arena = arena };
	struct name_list order = { 0 };	/* paths, what is needed before what needs it */

	visit_enter(&closure, record);
	while (closure.depth) {
		struct visit *visit = &closure.path[closure.depth - 1];
		const struct module_record *needed;
		const char *path, *name;

		if (!visit->left) {
			if (--closure.depth)
				names_add(&order, arena, visit->record->path);
			continue;
		}
		path = visit->record->deps[--visit->left];
		name = name_of_path(arena, path);
		needed = find(db, name);
		visit_enter(&closure, needed ? needed : unknown(name, path, arena));
	}
	record->dep_count = order.count;
	record->deps = arena_alloc(arena, order.count * sizeof *order.at);
	for (size_t i = 0; i < order.count; i++)
		record->deps[i] = order.at[order.count - 1 - i];
}
