/* SPDX-License-Identifier: 0BSD */
/* All that a module needs: a walk along the dependencies, depth first, without recursion. */
#include "index/closure.h"

#include "base/map.h"
#include "module/name.h"

/* A module on the way: its dependencies from `left` on were visited. */
struct visit {
	const struct module_record *record;
	size_t left;
};

struct closure {
	const struct closure_source *source;
	struct arena *arena;
	struct map seen;	/* names of modules that were entered */
	struct visit *path;
	size_t depth, path_capacity;
	const char **order;	/* paths, what is needed before what needs it */
	size_t count, order_capacity;
};

/* Notes that a module was met; false if it was met before. */
static bool see(struct map *seen, const char *name)
{
	void **slot = map_slot(seen, str_of(name));
	bool is_new = !*slot;

	*slot = (void *)name;
	return is_new;
}

/* The record of a dependency, or one without needs if none is known. */
static int dependency(const struct closure_source *source, struct arena *arena, const char *path,
		      const struct module_record **out, struct err *err)
{
	const char *name = name_of_path(arena, path);
	struct module_record *unknown;
	int rc = source->find(source->context, name, out, err);

	if (rc)
		return rc < 0 ? rc : 0;
	unknown = arena_alloc(arena, sizeof *unknown);
	*unknown = (struct module_record){ .name = name, .path = path };
	*out = unknown;
	return 0;
}

/* Returns 1 if each dependency of `record` is followed by all that it needs itself, 0 if not, or -errno. */
static int is_complete(const struct module_record *record, const struct closure_source *source, struct arena *arena,
		       struct err *err)
{
	struct map listed = { .arena = arena };

	for (size_t i = record->dep_count; i--;) {
		const char *name = name_of_path(arena, record->deps[i]);
		const struct module_record *needed;
		int rc;

		if (map_get(&listed, str_of(name)))
			continue;	/* a line that names one module a thousand times costs no more than one */
		rc = dependency(source, arena, record->deps[i], &needed, err);
		if (rc)
			return rc;
		for (size_t k = 0; k < needed->dep_count; k++)
			if (!map_get(&listed, str_of(name_of_path(arena, needed->deps[k]))))
				return 0;
		see(&listed, name);
	}
	return 1;
}

static void visit_enter(struct closure *closure, const struct module_record *record)
{
	if (!see(&closure->seen, record->name))
		return;
	closure->path = arena_grow(closure->arena, closure->path, closure->depth, &closure->path_capacity,
				   sizeof *closure->path);
	closure->path[closure->depth++] = (struct visit){ record, record->dep_count };
}

/* Everything that this module needs was visited: it is the next in order. */
static void visit_leave(struct closure *closure)
{
	closure->order = arena_grow(closure->arena, closure->order, closure->count, &closure->order_capacity,
				    sizeof *closure->order);
	closure->order[closure->count++] = closure->path[--closure->depth].record->path;
}

/* Sets the dependencies of `record` to the modules in order but for itself, the last in order first. */
static void take_order(struct module_record *record, const struct closure *closure)
{
	size_t count = closure->count - 1;

	for (size_t i = 0; i < count / 2; i++) {
		const char *swap = closure->order[i];

		closure->order[i] = closure->order[count - 1 - i];
		closure->order[count - 1 - i] = swap;
	}
	record->deps = closure->order;
	record->dep_count = count;
}

int closure_complete(struct module_record *record, const struct closure_source *source, struct arena *arena,
		     struct err *err)
{
	struct closure closure = { .source = source, .arena = arena, .seen = { .arena = arena } };
	int rc = is_complete(record, source, arena, err);

	if (rc)
		return rc < 0 ? rc : 0;
	visit_enter(&closure, record);
	while (closure.depth) {
		struct visit *visit = &closure.path[closure.depth - 1];
		const struct module_record *needed;

		if (!visit->left) {
			visit_leave(&closure);
			continue;
		}
		rc = dependency(source, arena, visit->record->deps[--visit->left], &needed, err);
		if (rc)
			return rc;
		visit_enter(&closure, needed);
	}
	take_order(record, &closure);
	return 0;
}
