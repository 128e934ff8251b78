/* SPDX-License-Identifier: 0BSD */
/* Who needs whom: modules that export and need numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/log.h"
#include "depmod/resolve.h"

#include <stdio.h>
#include <string.h>

enum { LIST = 8 };

/* A module with the numbers of the symbols it exports and needs, each list ended by 0. */
struct sketch {
	const char *name;
	uint32_t exports[LIST], needs[LIST];
};

static uint32_t length_of(const uint32_t *list)
{
	uint32_t length = 0;

	while (length < LIST && list[length])
		length++;
	return length;
}

static void tree_of(struct tree *tree, struct arena *arena, const struct sketch *sketches, size_t count)
{
	char name[16];

	*tree = (struct tree){ .arena = arena, .symbols.arena = arena };
	log_set_level(LOG_LEVEL_NONE);
	for (uint32_t i = 0; i < 64; i++) {
		name[0] = 's';
		name[1] = (char)('0' + i / 10);
		name[2] = (char)('0' + i % 10);
		symbol_names_add(&tree->symbols, name, 3);
	}
	tree->modules = arena_alloc(arena, count * sizeof *tree->modules);
	tree->count = count;
	for (size_t i = 0; i < count; i++) {
		tree->modules[i] = arena_alloc(arena, sizeof **tree->modules);
		*tree->modules[i] = (struct module){
			.path = sketches[i].name,
			.shown = sketches[i].name,
			.name = sketches[i].name,
			.facts = {
				.exports = { (uint32_t *)sketches[i].exports, length_of(sketches[i].exports) },
				.needs = { (uint32_t *)sketches[i].needs, length_of(sketches[i].needs) },
			},
		};
	}
}

/* "a: b c" for all modules, as in modules.dep. */
static void has_lines(const struct tree *tree, const char *expected)
{
	struct arena arena = { 0 };
	struct closure closure;
	struct buf text = { 0 };

	closure_open(&closure, tree, &arena);
	for (size_t i = 0; i < tree->count; i++) {
		buf_format(&text, "%s:", tree->modules[i]->name);
		closure_find(&closure, tree->modules[i]);
		for (size_t j = 0; j < closure.count; j++)
			buf_format(&text, " %s", tree->modules[closure.places[j]]->name);
		buf_char(&text, '\n');
	}
	assert_string_equal(buf_text(&text), expected);
	buf_free(&text);
	arena_free(&arena);
}

static void resolves(const struct sketch *sketches, size_t count, size_t dropped, const char *lines)
{
	struct arena arena = { 0 };
	struct tree tree;

	tree_of(&tree, &arena, sketches, count);
	assert_int_equal(resolve_tree(&tree, NULL), dropped);
	has_lines(&tree, lines);
	tree_close(&tree);
	arena_free(&arena);
}

#define RESOLVES(sketches, dropped, lines) \
	resolves(sketches, sizeof sketches / sizeof *sketches, dropped, lines)

static void test_order(void **state)
{
	/* the order that kmod 34 writes for such modules */
	static const struct sketch sketches[] = {
		{ "a", { 0 }, { 1, 2, 3, 9 } },
		{ "b", { 1 }, { 4 } },
		{ "c", { 2 }, { 4 } },
		{ "d", { 3 }, { 0 } },
		{ "e", { 4 }, { 0 } },
	};

	(void)state;
	RESOLVES(sketches, 0, "a: d c b e\nb: e\nc: e\nd:\ne:\n");
}

static void test_last_exporter_counts(void **state)
{
	static const struct sketch sketches[] = {
		{ "first", { 1 }, { 0 } },
		{ "user", { 0 }, { 1 | NEED_WEAK } },
		{ "second", { 1 }, { 0 } },
	};

	(void)state;
	RESOLVES(sketches, 0, "first:\nuser: second\nsecond:\n");
}

static void test_kernel_is_overridden(void **state)
{
	static const struct sketch sketches[] = {
		{ "a", { 1 }, { 2 } },
		{ "b", { 0 }, { 1, 2 } },
	};
	struct kernel_symbol kernel[] = { { .number = 1 }, { .number = 2 } };
	struct arena arena = { 0 };
	struct tree tree;

	(void)state;
	tree_of(&tree, &arena, sketches, 2);
	tree.kernel_symbols = kernel;
	tree.kernel_count = 2;
	assert_int_equal(resolve_tree(&tree, NULL), 0);
	has_lines(&tree, "a:\nb: a\n");
	assert_int_equal(tree.owners[1], 0);
	assert_int_equal(tree.owners[2], OWNER_KERNEL);
	assert_int_equal(tree.owners[3], OWNER_NONE);
	tree_close(&tree);
	arena_free(&arena);
}

static void test_circle(void **state)
{
	static const struct sketch sketches[] = {
		{ "a", { 1 }, { 2 } },
		{ "b", { 2 }, { 3 } },
		{ "c", { 3 }, { 1, 5 } },
		{ "user", { 4 }, { 1 } },
		{ "users_user", { 0 }, { 4 } },
		{ "below", { 5 }, { 0 } },
		{ "other", { 0 }, { 5 } },
	};

	(void)state;
	RESOLVES(sketches, 5, "below:\nother: below\n");
}

static void test_two_circles(void **state)
{
	/* the one needs the other over a module that is in none; they share an edge of a third */
	static const struct sketch sketches[] = {
		{ "a", { 1 }, { 2 } },
		{ "b", { 2 }, { 1, 3 } },
		{ "between", { 3 }, { 4 } },
		{ "c", { 4 }, { 5 } },
		{ "d", { 5 }, { 4, 6 } },
		{ "e", { 6 }, { 5 } },
		{ "self", { 7 }, { 7 } },
		{ "ok", { 8 }, { 0 } },
	};

	(void)state;
	RESOLVES(sketches, 7, "ok:\n");
}

static void test_hidden_exporter_comes_back(void **state)
{
	/* the second exporter of 1 is in a circle; without it the first one has the symbol */
	static const struct sketch sketches[] = {
		{ "good", { 1 }, { 0 } },
		{ "bad", { 1, 2 }, { 3 } },
		{ "worse", { 3 }, { 2 } },
		{ "late", { 0 }, { 9 } },
	};

	(void)state;
	RESOLVES(sketches, 2, "good:\nlate:\n");
}

/* A chain of 100000 modules, one needing the next: nothing recurses. */
static void test_long_chain(void **state)
{
	enum { COUNT = 100000 };
	struct arena arena = { 0 };
	struct tree tree = { .arena = &arena, .symbols.arena = &arena, .count = COUNT };
	uint32_t *numbers = arena_alloc(&arena, (COUNT + 1) * sizeof *numbers);
	struct closure closure;

	(void)state;
	tree.modules = arena_alloc(&arena, COUNT * sizeof *tree.modules);
	for (uint32_t i = 0; i <= COUNT; i++) {
		char name[16];

		numbers[i] = symbol_names_add(&tree.symbols, name, (size_t)sprintf(name, "s%u", i));
	}
	for (uint32_t i = 0; i < COUNT; i++) {
		tree.modules[i] = arena_alloc(&arena, sizeof **tree.modules);
		*tree.modules[i] = (struct module){
			.path = "p", .shown = "p", .name = "p",
			.facts = {
				.exports = { &numbers[i], 1 },
				.needs = { &numbers[i + 1], 1 },
			},
		};
	}
	log_set_level(LOG_LEVEL_NONE);
	assert_int_equal(resolve_tree(&tree, NULL), 0);
	closure_open(&closure, &tree, &arena);
	closure_find(&closure, tree.modules[0]);
	assert_int_equal(closure.count, COUNT - 1);
	tree.modules[COUNT - 1]->facts.needs.at = &numbers[COUNT / 2];
	assert_int_equal(resolve_tree(&tree, NULL), COUNT);
	assert_int_equal(tree.count, 0);
	tree_close(&tree);
	arena_free(&arena);
}

static void test_verbose(void **state)
{
	static const struct sketch sketches[] = { { "a", { 0 }, { 1, 2, 3 } }, { "b", { 1, 2 }, { 0 } } };
	struct arena arena = { 0 };
	struct out out = { .fd = -1 };
	struct tree tree;

	(void)state;
	tree_of(&tree, &arena, sketches, 2);
	resolve_tree(&tree, &out);
	assert_string_equal(buf_text(&out.buf), "a needs \"s01\": b\n");
	buf_free(&out.buf);
	tree_close(&tree);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_last_exporter_counts),
		cmocka_unit_test(test_kernel_is_overridden),
		cmocka_unit_test(test_circle),
		cmocka_unit_test(test_two_circles),
		cmocka_unit_test(test_hidden_exporter_comes_back),
		cmocka_unit_test(test_long_chain),
		cmocka_unit_test(test_verbose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
