/* SPDX-License-Identifier: 0BSD */
/*
 * Who needs whom. Once every module has a rank in an order where all come before those that they need, a closure
 * is one walk over a bit set in the order of rank: who is in it adds his own direct needs, which lie ahead.
 */
#include "depmod/resolve.h"

#include "base/log.h"
#include "depmod/cycles.h"

static void find_owners(struct tree *tree)
{
	if (!tree->owners)
		tree->owners = arena_alloc(tree->arena, (tree->symbols.count + 1) * sizeof *tree->owners);
	for (size_t i = 0; i < tree->symbols.count; i++)
		tree->owners[i] = OWNER_NONE;
	for (size_t i = 0; i < tree->kernel_count; i++)
		tree->owners[tree->kernel_symbols[i].number] = OWNER_KERNEL;
	for (uint32_t place = 0; place < tree->count; place++) {
		const struct facts *facts = &tree->modules[place]->facts;

		for (uint32_t i = 0; i < facts->exports.count; i++)
			tree->owners[facts->exports.at[i]] = place;
	}
}

/* `seen[place]` is the number of the last module that was found to need it, plus one. */
static void find_deps(struct tree *tree, uint32_t place, uint32_t *seen, uint32_t *deps, struct out *verbose)
{
	struct module *module = tree->modules[place];
	uint32_t count = 0;

	for (uint32_t i = 0; i < module->facts.needs.count; i++) {
		uint32_t symbol = module->facts.needs.at[i] & NEED_SYMBOL;
		uint32_t owner = tree->owners[symbol];

		if (owner >= tree->count || seen[owner] == place + 1)
			continue;
		seen[owner] = place + 1;
		deps[count++] = owner;
		if (verbose)
			out_format(verbose, "%s needs \"%s\": %s\n", module->path, tree->symbols.at[symbol].text,
				   tree->modules[owner]->path);
	}
	module->dep_count = count;
	module->deps = arena_keep(tree->arena, deps, count * sizeof *deps);
}

static void find_all_deps(struct tree *tree, struct arena *scratch, struct out *verbose)
{
	uint32_t *seen = arena_alloc(scratch, tree->count * sizeof *seen);
	uint32_t *deps = arena_alloc(scratch, tree->count * sizeof *deps);

	for (uint32_t place = 0; place < tree->count; place++)
		find_deps(tree, place, seen, deps, verbose);
}

/*
 * Ranks the modules: of those that no unranked module needs, the one that became so last is next. This is the order
 * of kmod's modules.dep. Returns false if there are circles.
 */
static bool rank_modules(struct tree *tree, struct arena *scratch)
{
	uint32_t *users = arena_alloc(scratch, tree->count * sizeof *users);
	uint32_t *free = arena_alloc(scratch, tree->count * sizeof *free);
	size_t free_count = 0;
	uint32_t rank = 0;

	tree->by_rank = arena_alloc(tree->arena, tree->count * sizeof *tree->by_rank);
	for (size_t place = 0; place < tree->count; place++)
		for (uint32_t i = 0; i < tree->modules[place]->dep_count; i++)
			users[tree->modules[place]->deps[i]]++;
	for (uint32_t place = 0; place < tree->count; place++)
		if (!users[place])
			free[free_count++] = place;
	while (free_count) {
		uint32_t place = free[--free_count];
		struct module *module = tree->modules[place];

		tree->by_rank[rank] = place;
		module->rank = rank++;
		for (uint32_t i = 0; i < module->dep_count; i++)
			if (!--users[module->deps[i]])
				free[free_count++] = module->deps[i];
	}
	return rank == tree->count;
}

/* Takes the modules out that are in a circle or need one. */
static size_t drop_stuck(struct tree *tree, struct arena *scratch)
{
	bool *stuck = arena_alloc(scratch, tree->count * sizeof *stuck);
	size_t dropped = cycles_find(tree, stuck, scratch), kept = 0;

	for (size_t i = 0; i < tree->count; i++) {
		if (stuck[i])
			log_info("'%s' is left out: %s", tree->modules[i]->path, "it cannot be loaded");
		else
			tree->modules[kept++] = tree->modules[i];
	}
	tree->count = kept;
	return dropped;
}

size_t resolve_tree(struct tree *tree, struct out *verbose)
{
	struct arena scratch = { 0 };
	size_t dropped = 0;

	for (;;) {
		find_owners(tree);
		find_all_deps(tree, &scratch, verbose);
		if (rank_modules(tree, &scratch))
			break;
		dropped += drop_stuck(tree, &scratch);
		/* what was taken out may have hidden other exporters of the same symbols */
		verbose = NULL;
		arena_reset(&scratch);
	}
	arena_free(&scratch);
	return dropped;
}

void closure_open(struct closure *closure, const struct tree *tree, struct arena *arena)
{
	*closure = (struct closure){
		.tree = tree,
		.set = arena_alloc(arena, (tree->count / 64 + 1) * sizeof *closure->set),
		.places = arena_alloc(arena, (tree->count + 1) * sizeof *closure->places),
	};
}

/* Adds the direct needs of a module; returns the highest rank that is in the set now. */
static uint32_t closure_add(struct closure *closure, const struct module *module, uint32_t highest)
{
	for (uint32_t i = 0; i < module->dep_count; i++) {
		uint32_t rank = closure->tree->modules[module->deps[i]]->rank;

		closure->set[rank / 64] |= (uint64_t)1 << rank % 64;
		if (rank > highest)
			highest = rank;
	}
	return highest;
}

void closure_find(struct closure *closure, const struct module *module)
{
	uint32_t highest = closure_add(closure, module, 0);

	closure->count = 0;
	for (uint32_t word = module->rank / 64; word <= highest / 64; word++)
		while (closure->set[word]) {
			uint32_t rank = word * 64 + (uint32_t)__builtin_ctzll(closure->set[word]);
			uint32_t place = closure->tree->by_rank[rank];

			closure->set[word] &= closure->set[word] - 1;
			closure->places[closure->count++] = place;
			highest = closure_add(closure, closure->tree->modules[place], highest);
		}
}
