/* SPDX-License-Identifier: 0BSD */
/*
 * Reading all modules. Each thread has an arena and a table of symbols of its own, so that nothing is shared; in
 * the end the tables are made one.
 */
#include "depmod/read_tree.h"

#include "depmod/cache.h"
#include "depmod/crew.h"

/* Less work than this is not worth a thread. */
enum { THREAD_MODULES = 32 };

/* One for each worker of the crew; the first one reads straight into the tree. */
struct desk {
	struct reader reader;
	struct symbol_names symbols;
};

struct room {
	struct tree *tree;
	const struct reading *reading;
	struct desk *desks;
};

/* Whether the file is the one that was read in an earlier run. Takes over what it said then. */
static bool is_known(struct module *module)
{
	struct file_stamp stamp;

	if (!module->known)
		return false;
	stamp = file_stamp(module->path);
	if (!file_stamp_equal(&stamp, &module->known->stamp))
		return false;
	module->stamp = stamp;
	module->facts = module->known->facts;
	return true;
}

/* A damaged file does not hide a good one that would have been taken without it. */
static void take_second(struct module *module, struct arena *arena)
{
	struct module *failed = arena_alloc(arena, sizeof *failed);
	uint32_t place = module->place;

	*failed = *module;
	*module = *failed->second;
	module->place = place;
	module->failed = failed;
}

static void read_one(void *context, unsigned worker, size_t index)
{
	struct room *room = context;
	struct tree *tree = room->tree;
	struct module *module = &tree->modules[index];
	struct reader *reader = &room->desks[worker].reader;

	if (!worker && room->reading->progress)
		room->reading->progress(room->reading->context, index, tree->count);
	if (is_known(module))
		return;
	read_module(reader, module);
	if (module->problem && module->second) {
		take_second(module, reader->arena);
		read_module(reader, module);
	}
	module->reader = worker;
}

static void desks_open(struct room *room, unsigned count)
{
	struct tree *tree = room->tree;

	room->desks = arena_alloc(tree->arena, count * sizeof *room->desks);
	tree->reader_arenas = arena_alloc(tree->arena, count * sizeof *tree->reader_arenas);
	tree->reader_count = count;
	for (unsigned i = 0; i < count; i++) {
		struct desk *desk = &room->desks[i];

		desk->symbols.arena = &tree->reader_arenas[i];
		desk->reader.options = &room->reading->options;
		desk->reader.arena = i ? &tree->reader_arenas[i] : tree->arena;
		desk->reader.symbols = i ? &desk->symbols : &tree->symbols;
	}
}

/* Gives the symbols of a worker their numbers in the tree: `numbers` has the new one for each old one. */
static void renumber(struct tree *tree, unsigned worker, const uint32_t *numbers)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct facts *facts = &tree->modules[i].facts;

		if (tree->modules[i].reader != worker)
			continue;
		for (uint32_t j = 0; j < facts->export_count; j++)
			facts->exports[j] = numbers[facts->exports[j]];
		for (uint32_t j = 0; j < facts->need_count; j++)
			facts->needs[j] = numbers[facts->needs[j] & NEED_SYMBOL] | (facts->needs[j] & NEED_WEAK);
	}
}

static void desk_close(struct tree *tree, struct desk *desk, unsigned worker)
{
	struct arena scratch = { 0 };
	uint32_t *numbers;

	reader_close(&desk->reader);
	if (desk->symbols.count) {
		numbers = arena_alloc(&scratch, desk->symbols.count * sizeof *numbers);
		symbol_names_merge(&tree->symbols, &desk->symbols, numbers);
		renumber(tree, worker, numbers);
	}
	symbol_names_free(&desk->symbols);
	arena_free(&scratch);
}

void read_tree(struct tree *tree, const struct reading *reading)
{
	struct room room = { .tree = tree, .reading = reading };
	unsigned threads = reading->threads;

	if (threads > tree->count / THREAD_MODULES + 1)
		threads = (unsigned)(tree->count / THREAD_MODULES + 1);
	desks_open(&room, threads);
	crew_run(threads, tree->count, read_one, &room);
	for (unsigned i = 0; i < threads; i++)
		desk_close(tree, &room.desks[i], i);
	if (reading->progress)
		reading->progress(reading->context, tree->count, tree->count);
}
