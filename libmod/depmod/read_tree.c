/* SPDX-License-Identifier: 0BSD */
/*
 * Reading all modules. Each worker has an arena and a table of symbols of its own; in the end the tables are made one.
 *
 *	tree.board     the next module to be read, what each worker is at, all struct module
 *	tree.shared    of each worker: what it found in the modules that it read, and at last its list of symbols
 */
#include "depmod/read_tree.h"

#include "depmod/cache.h"
#include "depmod/crew.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

/* Less work than this is not worth a worker. */
enum { WORKER_MODULES = 32 };

/* module.reader: its symbols have the tree's numbers, or those of the first worker, of the second ... */
enum { READER_SELF = 1, READER_WORKER = 2 };

struct desk {
	size_t at;		/* the module that it reads */
	const struct symbol_name *symbols;
	size_t symbol_count;
	bool is_done;		/* it has read all that there was */
};

struct board {
	struct tree *tree;
	const struct reading *reading;
	atomic_size_t next;
	struct desk desks[CREW_MOST];
};

/* Whether the file is the one that was read in an earlier run. Takes over what it said then. */
static bool is_known(struct module *module)
{
	if (!module->known || module->stamp.id != module->known->stamp.id)
		return false;
	module->facts = module->known->facts;
	return true;
}

/* A damaged file does not hide a good one that would have been taken without it. */
static bool take_second(struct module *module, struct arena *arena)
{
	struct module *failed;
	uint32_t place = module->place;

	if (!module->second)
		return false;
	failed = arena_keep(arena, module, sizeof *module);
	*module = *failed->second;
	module->place = place;
	module->failed = failed;
	return true;
}

static void read_one(struct reader *reader, struct module *module, unsigned name)
{
	read_module(reader, module);
	if (module->problem && take_second(module, reader->arena))
		read_module(reader, module);
	module->reader = name;
}

static void show_progress(const struct reading *reading, size_t done, size_t all)
{
	if (reading->progress)
		reading->progress(reading->context, done, all);
}

static void work(void *context, unsigned worker)
{
	struct board *board = context;
	struct tree *tree = board->tree;
	struct desk *desk = &board->desks[worker];
	struct arena *arena = &tree->shared[worker];
	struct symbol_names symbols = { .arena = arena, .seed = tree->symbols.seed };
	struct reader reader = { .options = &board->reading->options, .arena = arena, .symbols = &symbols };

	while ((desk->at = atomic_fetch_add(&board->next, 1)) < tree->count) {
		if (tree->modules[desk->at]->reader)
			continue;
		if (!worker)
			show_progress(board->reading, desk->at, tree->count);
		read_one(&reader, tree->modules[desk->at], READER_WORKER + worker);
	}
	if (!worker)
		show_progress(board->reading, tree->count, tree->count);
	desk->symbol_count = symbols.count;
	desk->symbols = arena_keep(arena, symbols.at, symbols.count * sizeof *symbols.at);
	desk->is_done = true;
}

/* Gives symbols their numbers in the tree: `new` has one for each number of a worker. */
static void renumber(const struct number_list *list, const uint32_t *new)
{
	for (uint32_t i = 0; i < list->count; i++)
		list->at[i] = new[list->at[i] & NEED_SYMBOL] | (list->at[i] & NEED_WEAK);
}

/* Takes over what a worker has read. */
static void merge(struct tree *tree, const struct desk *desk, unsigned name)
{
	struct arena scratch = { 0 };
	uint32_t *new = arena_alloc(&scratch, desk->symbol_count * sizeof *new);

	symbol_names_merge(&tree->symbols, desk->symbols, desk->symbol_count, new);
	for (size_t i = 0; i < tree->count; i++) {
		struct facts *facts = &tree->modules[i]->facts;

		if (tree->modules[i]->reader != name)
			continue;
		renumber(&facts->exports, new);
		renumber(&facts->needs, new);
	}
	arena_free(&scratch);
}

/* A worker did not come to its end: what it has read is to be read again, unless it was that which killed it. */
static void forget(struct tree *tree, const struct desk *desk, unsigned name, int signal)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct module *module = tree->modules[i];

		if (module->reader == name)
			module->reader = 0;
		if (i != desk->at || !signal || signal == SIGKILL)
			continue;
		module->problem = arena_format(tree->arena, "'%s' could not be read: signal %d", module->path, signal);
		module->code = EIO;
		if (!take_second(module, tree->arena))
			module->reader = READER_SELF;
	}
}

static void read_by_workers(struct tree *tree, const struct reading *reading, unsigned workers)
{
	struct crew crew = { 0 };
	struct board *board;
	struct module *modules;

	workers = tree_share(tree, workers);
	if (!workers || tree->count > SHARED_SIZE / 2 / sizeof *modules)
		return;
	board = arena_alloc(&tree->board, sizeof *board);
	board->tree = tree;
	board->reading = reading;
	modules = arena_alloc(&tree->board, tree->count * sizeof *modules);
	for (size_t i = 0; i < tree->count; i++) {
		modules[i] = *tree->modules[i];
		tree->modules[i] = &modules[i];
	}
	/* its seed is everybody's */
	symbol_names_reserve(&tree->symbols, 1);
	crew_start(&crew, workers, work, board);
	for (unsigned i = 0; i < crew.count; i++) {
		int signal = crew_wait(&crew, i);

		if (board->desks[i].is_done)
			merge(tree, &board->desks[i], READER_WORKER + i);
		else
			forget(tree, &board->desks[i], READER_WORKER + i, signal);
	}
}

void read_tree(struct tree *tree, const struct reading *reading)
{
	struct reader reader = { .options = &reading->options, .arena = tree->arena, .symbols = &tree->symbols };
	size_t left = 0;
	unsigned workers;

	for (size_t i = 0; i < tree->count; i++) {
		if (is_known(tree->modules[i]))
			tree->modules[i]->reader = READER_SELF;
		else
			left++;
	}
	workers = crew_size(reading->workers, left / WORKER_MODULES);
	if (workers > 1)
		read_by_workers(tree, reading, workers);
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->modules[i]->reader)
			continue;
		show_progress(reading, i, tree->count);
		read_one(&reader, tree->modules[i], READER_SELF);
	}
	show_progress(reading, tree->count, tree->count);
	reader_close(&reader);
}
