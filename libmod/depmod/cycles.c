/* SPDX-License-Identifier: 0BSD */
/*
 * Circles of modules that need each other, by Tarjan's algorithm: one walk in depth numbers the modules as it comes
 * to them, and each learns the lowest number that can be reached from it. A module that reaches none below its own
 * number closes a group: it and all that the walk came to since and that are in no other group.
 *
 *	a -> b -> c -> a		one group of three: a circle
 *	u -> a			a group of one, but it needs a circle: stuck too
 */
#include "depmod/cycles.h"

#include "base/buf.h"
#include "base/log.h"

/* A tree with more circles than this is beyond repair by reading. */
enum { CIRCLES_SHOWN = 16 };

#define NOT_YET UINT32_MAX

struct node {
	uint32_t number;	/* NOT_YET before the walk came here */
	uint32_t lowest;
	uint32_t group;		/* NOT_YET before it is closed */
	uint32_t next_dep;	/* where the walk goes on */
	uint32_t from;		/* of the path that is shown: who needs this one */
	bool in_circle, shown;
};

struct walk {
	const struct tree *tree;
	struct node *nodes;
	uint32_t *path;		/* from the start of the walk to where it is */
	uint32_t *open;		/* in no group yet, in the order of their numbers */
	size_t path_length, open_count;
	uint32_t numbered, group_count;
	bool *stuck;
	size_t stuck_count;
};

static bool needs_itself(const struct module *module, uint32_t place)
{
	for (uint32_t i = 0; i < module->dep_count; i++)
		if (module->deps[i] == place)
			return true;
	return false;
}

static bool needs_stuck(const struct walk *walk, const struct module *module)
{
	for (uint32_t i = 0; i < module->dep_count; i++)
		if (walk->stuck[module->deps[i]])
			return true;
	return false;
}

static void enter(struct walk *walk, uint32_t place)
{
	struct node *node = &walk->nodes[place];

	node->number = node->lowest = walk->numbered++;
	walk->path[walk->path_length++] = place;
	walk->open[walk->open_count++] = place;
}

/* `place` and all that are open since then are a group. Groups that it needs are closed already. */
static void close_group(struct walk *walk, uint32_t place)
{
	const struct module *modules = walk->tree->modules;
	size_t first = walk->open_count;
	bool is_circle, is_stuck;

	while (walk->open[--first] != place)
		;
	is_circle = is_stuck = walk->open_count - first > 1 || needs_itself(&modules[place], place);
	for (size_t i = first; i < walk->open_count && !is_stuck; i++)
		is_stuck = needs_stuck(walk, &modules[walk->open[i]]);
	for (size_t i = first; i < walk->open_count; i++) {
		struct node *member = &walk->nodes[walk->open[i]];

		member->group = walk->group_count;
		member->in_circle = is_circle;
		walk->stuck[walk->open[i]] = is_stuck;
		walk->stuck_count += is_stuck;
	}
	walk->open_count = first;
	walk->group_count++;
}

static void lower(struct node *node, uint32_t number)
{
	if (number < node->lowest)
		node->lowest = number;
}

static void walk_from(struct walk *walk, uint32_t start)
{
	enter(walk, start);
	while (walk->path_length) {
		uint32_t place = walk->path[walk->path_length - 1];
		const struct module *module = &walk->tree->modules[place];
		struct node *node = &walk->nodes[place];

		if (node->next_dep < module->dep_count) {
			uint32_t dep = module->deps[node->next_dep++];

			if (walk->nodes[dep].number == NOT_YET)
				enter(walk, dep);
			else if (walk->nodes[dep].group == NOT_YET)
				lower(node, walk->nodes[dep].number);
			continue;
		}
		if (node->lowest == node->number)
			close_group(walk, place);
		if (--walk->path_length)
			lower(&walk->nodes[walk->path[walk->path_length - 1]], node->lowest);
	}
}

/* The way back from `last` over node.from to `start` is a circle: shows it from its start on. */
static void show_circle(struct walk *walk, uint32_t start, uint32_t last)
{
	struct buf text = { 0 };
	size_t length = 0;

	for (uint32_t place = last; place != start; place = walk->nodes[place].from)
		walk->path[length++] = place;
	walk->nodes[start].shown = true;
	buf_string(&text, walk->tree->modules[start].name);
	while (length) {
		uint32_t place = walk->path[--length];

		walk->nodes[place].shown = true;
		buf_format(&text, " -> %s", walk->tree->modules[place].name);
	}
	log_error("Cycle detected: %s -> %s", buf_text(&text), walk->tree->modules[start].name);
	buf_free(&text);
}

/* Finds a shortest circle through `start`, one step further from it at a time. */
static void find_circle(struct walk *walk, uint32_t start)
{
	uint32_t *queue = walk->open;
	size_t count = 0;

	for (size_t i = 0; i < walk->tree->count; i++)
		walk->nodes[i].from = NOT_YET;
	queue[count++] = start;
	for (size_t at = 0; at < count; at++) {
		const struct module *module = &walk->tree->modules[queue[at]];

		for (uint32_t i = 0; i < module->dep_count; i++) {
			uint32_t dep = module->deps[i];
			struct node *node = &walk->nodes[dep];

			if (dep == start) {
				show_circle(walk, start, queue[at]);
				return;
			}
			if (node->group != walk->nodes[start].group || node->from != NOT_YET)
				continue;
			node->from = queue[at];
			queue[count++] = dep;
		}
	}
}

static void report(struct walk *walk)
{
	size_t members = 0, circles = 0;

	for (uint32_t place = 0; place < walk->tree->count; place++) {
		const struct node *node = &walk->nodes[place];

		members += node->in_circle;
		if (node->in_circle && !node->shown && circles++ < CIRCLES_SHOWN)
			find_circle(walk, place);
	}
	log_error("Found %zu modules in dependency cycles!", members);
}

size_t cycles_find(const struct tree *tree, bool *stuck)
{
	struct arena scratch = { 0 };
	struct walk walk = {
		.tree = tree,
		.nodes = arena_alloc(&scratch, tree->count * sizeof *walk.nodes),
		.path = arena_alloc(&scratch, tree->count * sizeof *walk.path),
		.open = arena_alloc(&scratch, tree->count * sizeof *walk.open),
		.stuck = stuck,
	};

	for (size_t i = 0; i < tree->count; i++)
		walk.nodes[i].number = walk.nodes[i].group = NOT_YET;
	for (uint32_t place = 0; place < tree->count; place++)
		if (walk.nodes[place].number == NOT_YET)
			walk_from(&walk, place);
	if (walk.stuck_count)
		report(&walk);
	arena_free(&scratch);
	return walk.stuck_count;
}
