/* SPDX-License-Identifier: 0BSD */
/* The cache of depmod: what was saved is loaded again, and nothing else is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "depmod/cache.h"
#include "depmod/digest.h"
#include "depmod/walk.h"
#include "fixture.h"

static const struct output outputs[] = {
	{ .name = "one", .inputs = INPUT_INFOS }, { .name = "two", .inputs = INPUT_NEEDS | INPUT_EXPORTS }, { 0 },
};


/* A time long after that of the fixture's files, so that their stamps are believed. */
static const int64_t later = INT64_MAX;

struct world {
	struct fixture fixture;
	struct arena arena;
	struct tree tree;
	struct cache_place place;
	struct output_mark marks[2];
	char *path;
	struct err err;
};

static void add_symbol(struct tree *tree, struct number_list *list, const char *name, uint32_t flag)
{
	list->at[list->count++] = symbol_names_add(&tree->symbols, name, strlen(name)) | flag;
}

/* Two modules; symbols that no module uses are in the table, too. */
static void world_open(struct world *world)
{
	struct tree *tree = &world->tree;

	*world = (struct world){ 0 };
	fixture_open(&world->fixture);
	fixture_file(&world->fixture, "one", "1");
	fixture_file(&world->fixture, "two", "2");
	fixture_file(&world->fixture, "modules.builtin", "x\n");
	world->path = strdup(fixture_path(&world->fixture, CACHE_NAME));
	*tree = (struct tree){ .arena = &world->arena, .symbols.arena = &world->arena, .dir = world->fixture.root };
	tree->modules = arena_alloc(&world->arena, 2 * sizeof *tree->modules);
	world->place = (struct cache_place){
		.dir = world->fixture.root, .outputs = outputs, .marks = world->marks, .now = later,
	};
	symbol_names_add(&tree->symbols, "nobody", 6);
	for (size_t i = 0; i < 2; i++) {
		struct module *module = tree->modules[i] = arena_alloc(&world->arena, sizeof *module);
		struct facts *facts = &module->facts;

		*module = (struct module){ .shown = i ? "b.ko" : "a.ko", .stamp = { 1, 2 } };
		facts->exports.at = arena_alloc(&world->arena, 16);
		facts->needs.at = arena_alloc(&world->arena, 16);
		add_symbol(tree, &facts->exports, i ? "b_api" : "a_api", 0);
		add_symbol(tree, &facts->needs, "printk", 0);
		add_symbol(tree, &facts->needs, i ? "a_api" : "maybe", i ? 0 : NEED_WEAK);
		facts->infos = i ? "" : "afoo\0spre: x";
		facts->infos_size = i ? 0 : 13;
		symbol_names_add(&tree->symbols, "nobody else", 11);
	}
	tree->count = 2;
	world->marks[0].digest = digest(0, "1", 1);
	world->marks[1].digest = digest(0, "2", 1);
	assert_int_equal(cache_save(tree, &world->place, &world->err), 0);
}

static void world_close(struct world *world)
{
	tree_close(&world->tree);
	free(world->path);
	fixture_close(&world->fixture);
	arena_free(&world->arena);
}

/* A bit for each output that needs not be made again. */
static unsigned current(const struct cache *cache, const struct tree *tree, struct world *world)
{
	struct output_mark marks[2] = { { .digest = 0 } };
	const struct cache_place place = { .dir = world->fixture.root, .outputs = outputs, .marks = marks };
	bool all = cache_judge(cache, tree, &place);
	unsigned good = (marks[0].stamp.id ? 1 : 0) | (marks[1].stamp.id ? 2 : 0);

	assert_int_equal(all, good == 3);
	return good;
}

static void test_round_trip(void **state)
{
	struct world world;
	struct tree tree;
	struct cache cache;
	const char *at = NULL;

	(void)state;
	world_open(&world);
	tree = (struct tree){ .arena = &world.arena, .symbols.arena = &world.arena, .dir = world.fixture.root };
	assert_true(cache_load(&cache, &tree, &world.place));
	assert_int_equal(cache.count, 2);
	assert_int_equal(tree.symbols.count, 6);
	assert_string_equal(cache.modules[0].path, "a.ko");
	assert_string_equal(facts_info(&cache.modules[0].facts, INFO_SOFTDEP, &at), "pre: x");
	assert_string_equal(tree.symbols.at[cache.modules[1].facts.exports.at[0]].text, "b_api");
	assert_true(cache.modules[0].facts.needs.at[1] & NEED_WEAK);
	assert_int_equal(cache.modules[1].facts.needs.at[1], cache.modules[0].facts.exports.at[0]);

	tree.modules = world.tree.modules;
	tree.count = 2;
	cache_attach(&cache, &tree);
	for (size_t i = 0; i < 2; i++) {
		assert_ptr_equal(tree.modules[i]->known, &cache.modules[i]);
		tree.modules[i]->facts = cache.modules[i].facts;
	}
	assert_int_equal(current(&cache, &tree, &world), 3);
	memcpy(world.marks, cache.outputs, sizeof world.marks);
	assert_true(cache_is_kept(&cache, &tree, &world.place));

	/* what only the second is made of, then what the first is made of */
	tree.modules[1]->facts.infos = "";
	assert_int_equal(current(&cache, &tree, &world), 3);
	tree.modules[1]->facts.needs.count--;
	assert_int_equal(current(&cache, &tree, &world), 1);
	tree.modules[1]->facts.infos = "wnew";
	tree.modules[1]->facts.infos_size = 5;
	assert_int_equal(current(&cache, &tree, &world), 0);
	tree.modules[1]->facts = cache.modules[1].facts;
	tree.modules[1]->facts.infos_size++;
	tree.modules[1]->facts.infos = "\0";
	assert_int_equal(current(&cache, &tree, &world), 2);
	tree.modules[1]->facts = cache.modules[1].facts;
	tree.count = 1;
	assert_int_equal(current(&cache, &tree, &world), 0);
	tree.count = 2;

	/* written again with the same bytes, with others, with others of the same number, taken away */
	fixture_file(&world.fixture, "two", "2");
	assert_int_equal(current(&cache, &tree, &world), 3);
	fixture_file(&world.fixture, "two", "changed");
	assert_int_equal(current(&cache, &tree, &world), 1);
	fixture_file(&world.fixture, "two", "3");
	assert_int_equal(current(&cache, &tree, &world), 1);
	unlink(fixture_path(&world.fixture, "one"));
	assert_int_equal(current(&cache, &tree, &world), 0);
	cache = (struct cache){ 0 };
	assert_int_equal(current(&cache, &tree, &world), 0);
	symbol_names_free(&tree.symbols);
	world_close(&world);
}

static bool walks(struct world *world, uint64_t sources)
{
	struct cache_place place = world->place;
	struct tree tree = { .arena = &world->arena, .symbols.arena = &world->arena, .dir = world->fixture.root };
	struct cache cache;
	bool walked;

	place.sources = sources;
	assert_true(cache_load(&cache, &tree, &world->place));
	walked = cache_walk(&cache, &tree, &place);
	assert_int_equal(tree.count, walked ? 2 : 0);
	if (walked)
		assert_string_equal(tree.modules[1]->name, "b");
	symbol_names_free(&tree.symbols);
	return walked;
}

/* The list of modules counts if folders, order and configuration are as they were, and all files are there. */
static void test_walk(void **state)
{
	struct world world;
	struct visit visits[2] = { { .path = NULL } };

	(void)state;
	world_open(&world);
	fixture_file(&world.fixture, "a.ko", "a");
	fixture_file(&world.fixture, "b.ko", "b");
	mkdir(fixture_path(&world.fixture, "folder"), 0755);
	assert_false(walks(&world, 0));	/* it knows no folders */
	visits[0].path = world.fixture.root;
	visits[1].path = strdup(fixture_path(&world.fixture, "folder"));
	world.tree.visits = visits;
	world.tree.visit_count = 2;
	for (size_t i = 0; i < 2; i++)
		visits[i].stamp = folder_stamp(&world.tree, visits[i].path);
	world.tree.is_odd = true;
	assert_int_equal(cache_save(&world.tree, &world.place, &world.err), 0);
	assert_false(walks(&world, 0));
	world.tree.is_odd = false;
	assert_int_equal(cache_save(&world.tree, &world.place, &world.err), 0);
	assert_true(walks(&world, 0));
	assert_false(walks(&world, 1));
	fixture_file(&world.fixture, "modules.anything", "x");
	assert_true(walks(&world, 0));
	fixture_file(&world.fixture, "c.ko", "c");
	assert_false(walks(&world, 0));
	unlink(fixture_path(&world.fixture, "c.ko"));
	assert_true(walks(&world, 0));
	mkdir(fixture_path(&world.fixture, "folder/new"), 0755);
	assert_false(walks(&world, 0));
	visits[1].stamp = folder_stamp(&world.tree, visits[1].path);
	assert_int_equal(cache_save(&world.tree, &world.place, &world.err), 0);
	assert_true(walks(&world, 0));
	fixture_file(&world.fixture, "modules.order", "b.ko\n");
	assert_false(walks(&world, 0));
	unlink(fixture_path(&world.fixture, "modules.order"));
	unlink(fixture_path(&world.fixture, "b.ko"));
	assert_false(walks(&world, 0));
	free((char *)visits[1].path);
	world_close(&world);
}

static bool loads(struct world *world, const struct output *rows, const char *prefix)
{
	const struct cache_place place = { .dir = world->fixture.root, .outputs = rows, .prefix = prefix };
	struct tree tree = { .arena = &world->arena, .symbols.arena = &world->arena };
	struct cache cache;
	bool loaded = cache_load(&cache, &tree, &place);

	symbol_names_free(&tree.symbols);
	return loaded;
}

/* Every length, and every byte turned. */
static void test_damage(void **state)
{
	struct world world;
	char bytes[4096], copy[4096];
	size_t size;
	FILE *file;

	(void)state;
	world_open(&world);
	file = fopen(world.path, "r");
	size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_true(size > 100 && size < sizeof bytes);
	for (size_t length = 0; length < size; length++) {
		fixture_bytes(&world.fixture, CACHE_NAME, bytes, length);
		assert_false(loads(&world, outputs, NULL));
	}
	for (size_t at = 0; at < size; at++) {
		memcpy(copy, bytes, size);
		copy[at] ^= 0x20;
		fixture_bytes(&world.fixture, CACHE_NAME, copy, size);
		/* of the header what says when the list of modules counts is compared later */
		assert_int_equal(loads(&world, outputs, NULL), at >= 48 && at < 56);
	}
	fixture_bytes(&world.fixture, CACHE_NAME, bytes, size);
	assert_true(loads(&world, outputs, NULL));
	world_close(&world);
}

static void test_foreign(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	assert_true(loads(&world, outputs, NULL));
	assert_false(loads(&world, outputs, "_"));
	assert_false(loads(&world, outputs + 1, NULL));
	unlink(world.path);
	assert_false(loads(&world, outputs, NULL));
	world_close(&world);
}

/* A file that changed while it was read, or just before, may change again without a trace. */
static void test_unsure(void **state)
{
	struct world world;
	struct tree tree;
	struct cache cache;

	(void)state;
	world_open(&world);
	world.tree.modules[0]->stamp.time = 5000000000;
	world.tree.modules[1]->remark = "odd";
	world.place.now = 6000000000;
	assert_int_equal(cache_save(&world.tree, &world.place, &world.err), 0);
	tree = (struct tree){ .arena = &world.arena, .symbols.arena = &world.arena };
	assert_true(cache_load(&cache, &tree, &world.place));
	for (size_t i = 0; i < 2; i++)
		assert_int_not_equal(cache.modules[i].stamp.id, world.tree.modules[i]->stamp.id);
	symbol_names_free(&tree.symbols);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_unsure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
