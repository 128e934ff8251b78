/* SPDX-License-Identifier: 0BSD */
/* The order of modules: modules.order first, then by path, wherever they were found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "depmod/order.h"
#include "fixture.h"

static const char *const paths[] = {
	"kernel/z.ko.xz", "kernel/a/b.ko", "updates/m.ko", "kernel/a-b.ko", "kernel/c.ko.gz", "/external/q.ko",
	"kernel/y.ko",
};

enum { COUNT = sizeof paths / sizeof *paths };

/* Whether the modules, found in this rotation, come in the expected order. */
static void orders(struct fixture *fixture, size_t rotation, const char *const *expected)
{
	struct arena arena = { 0 };
	struct tree tree = { .arena = &arena, .dir = fixture->root, .count = COUNT };
	struct module modules[COUNT];
	struct err err;

	tree.modules = arena_alloc(&arena, COUNT * sizeof *tree.modules);
	for (size_t i = 0; i < COUNT; i++) {
		tree.modules[i] = &modules[i];
		modules[i] = (struct module){ .shown = paths[(i * 3 + rotation) % COUNT], .place = UINT32_MAX };
	}
	assert_int_equal(order_modules(&tree, false, &err), 0);
	for (size_t i = 0; i < COUNT; i++)
		assert_string_equal(tree.modules[i]->shown, expected[i]);
	arena_free(&arena);
}

static void test_listed(void **state)
{
	static const char *const expected[COUNT] = {
		"kernel/y.ko", "kernel/z.ko.xz", "kernel/a/b.ko",
		"/external/q.ko", "kernel/a-b.ko", "kernel/c.ko.gz", "updates/m.ko",
	};
	struct fixture fixture;

	(void)state;
	fixture_open(&fixture);
	fixture_file(&fixture, "modules.order",
		     "kernel/y.ko\nkernel/nothing.ko\n\nkernel/z.ko\nkernel/y.ko\nkernel/a/b.ko\nz.ko\n"
		     "kernel/c.ko.gz\n");
	for (size_t rotation = 0; rotation < COUNT; rotation++)
		orders(&fixture, rotation, expected);
	fixture_close(&fixture);
}

static void test_no_list(void **state)
{
	static const char *const expected[COUNT] = {
		"/external/q.ko", "kernel/a-b.ko", "kernel/a/b.ko", "kernel/c.ko.gz", "kernel/y.ko", "kernel/z.ko.xz",
		"updates/m.ko",
	};
	struct fixture fixture;

	(void)state;
	fixture_open(&fixture);
	for (size_t rotation = 0; rotation < COUNT; rotation++)
		orders(&fixture, rotation, expected);
	fixture_close(&fixture);
}

static void test_unreadable_list(void **state)
{
	struct arena arena = { 0 };
	struct tree tree = { .arena = &arena };
	struct fixture fixture;
	struct err err;

	(void)state;
	fixture_open(&fixture);
	fixture_file(&fixture, "modules.order/x", "");
	tree.dir = fixture.root;
	assert_int_equal(order_modules(&tree, false, &err), -EISDIR);
	fixture_close(&fixture);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_listed),
		cmocka_unit_test(test_no_list),
		cmocka_unit_test(test_unreadable_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
