/* SPDX-License-Identifier: 0BSD */
/*
 * Circles of modules that need each other, by one walk in depth that keeps its path:
 *
 *	path   user -> a -> b -> c	c needs a, which is on the path: a, b and c are in a circle,
 *	                  `<-------'	and user, who needs one of them, is stuck too
 *
 * A module that the walk has left remembers the uppermost module of the path that it leads back to, so that who comes
 * to it later from another side knows of the circle, too, as long as that one is on the path.
 */
#include "depmod/cycles.h"

#include "base/buf.h"
#include "base/log.h"

/* A tree with more circles than this is beyond repair by reading. */
enum { CIRCLES_SHOWN = 16 };

struct node {
	uint32_t position;	/* on the path, from 1; 0: not on it */
	uint32_t next_dep;	/* where the walk goes on */
	uint32_t back;		/* the place of the uppermost on the path that it leads to */
	bool is_known, in_circle, is_shown;
};

struct walk {
	const struct tree *tree;
	struct node *nodes;
	uint32_t *path;
	uint32_t length;	/* of the path */
	size_t shown;
	bool *stuck;
};

static void enter(struct walk *walk, uint32_t place)
{
	walk->path[walk->length++] = place;
	walk->nodes[place] = (struct node){ .position = walk->length, .back = place, .is_known = true };
}

/* The path from `start` to its end, which needs `start`. */
static void show_circle(struct walk *walk, const struct node *start)
{
	struct module **modules = walk->tree->modules;
	struct buf text = { 0 };

	walk->shown++;
	for (uint32_t i = start->position - 1; i < walk->length; i++) {
		walk->nodes[walk->path[i]].is_shown = true;
		buf_format(&text, "%s -> ", modules[walk->path[i]]->name);
	}
	log_error("Cycle detected: %s%s", buf_text(&text), modules[walk->path[start->position - 1]]->name);
	buf_free(&text);
}

/* The module at the end of the path needs `dep`, which is known. */
static void follow(struct walk *walk, uint32_t place, uint32_t dep)
{
	struct node *node = &walk->nodes[place], *other = &walk->nodes[dep];
	uint32_t back = other->position ? dep : other->back;

	if (walk->nodes[back].position) {
		node->in_circle = true;
		if (walk->nodes[back].position < walk->nodes[node->back].position)
			node->back = back;
		if (other->position && walk->shown < CIRCLES_SHOWN && !(node->is_shown && other->is_shown))
			show_circle(walk, other);
	}
	walk->stuck[place] |= node->in_circle || walk->stuck[dep];
}

static void walk_from(struct walk *walk, uint32_t start)
{
	enter(walk, start);
	while (walk->length) {
		uint32_t place = walk->path[walk->length - 1];
		const struct module *module = walk->tree->modules[place];
		struct node *node = &walk->nodes[place];

		if (node->next_dep == module->dep_count) {
			node->position = 0;
			walk->length--;
		} else if (!walk->nodes[module->deps[node->next_dep]].is_known) {
			enter(walk, module->deps[node->next_dep]);
		} else {
			follow(walk, place, module->deps[node->next_dep++]);
		}
	}
}

size_t cycles_find(const struct tree *tree, bool *stuck, struct arena *scratch)
{
	struct walk walk = {
		.tree = tree,
		.nodes = arena_alloc(scratch, tree->count * sizeof *walk.nodes),
		.path = arena_alloc(scratch, tree->count * sizeof *walk.path),
		.stuck = stuck,
	};
	size_t members = 0, stuck_count = 0;

	for (uint32_t place = 0; place < tree->count; place++)
		if (!walk.nodes[place].is_known)
			walk_from(&walk, place);
	for (size_t i = 0; i < tree->count; i++) {
		members += walk.nodes[i].in_circle;
		stuck_count += stuck[i];
	}
	if (members)
		log_error("Found %zu modules in dependency cycles!", members);
	return stuck_count;
}
