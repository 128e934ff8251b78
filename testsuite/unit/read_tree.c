/* SPDX-License-Identifier: 0BSD */
/* Reading a tree by workers: whatever becomes of one of them, every module is read, or has a problem. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/files.h"
#include "base/log.h"
#include "depmod/read_tree.h"
#include "fixture.h"
#include "unit/elfmaker.h"

#include <signal.h>
#include <sys/wait.h>

enum { COUNT = 200, VICTIM = 7 };

/* What the first worker does when it comes to a module after the first few: a signal, or its exit code negative. */
struct fate {
	pid_t parent;
	int how;
};

static void progress(void *context, size_t done, size_t all)
{
	const struct fate *fate = context;

	if (getpid() == fate->parent || done < VICTIM || done == all)
		return;
	if (fate->how < 0)
		_exit(-fate->how);
	if (fate->how)
		kill(getpid(), fate->how);
}

/* Module i exports own_i, and needs own_(i + 1) and printk. */
static void make_module(struct fixture *fixture, struct tree *tree, size_t i)
{
	char name[24], exports[32], needs[32];
	struct maker maker = { .sections = { { .name = ".modinfo", .bytes = "alias=x", .size = 8 } } };
	const struct maker_symbol symbols[] = {
		{ .name = needs, .info = STB_GLOBAL << 4 },
		{ .name = "printk", .info = STB_GLOBAL << 4 },
		{ .name = exports, .info = STB_GLOBAL << 4, .section = SHN_ABS },
	};
	struct module *module = arena_alloc(tree->arena, sizeof *module);

	snprintf(name, sizeof name, "m%zu.ko", i);
	snprintf(exports, sizeof exports, "__crc_own_%zu", i);
	snprintf(needs, sizeof needs, "own_%zu", i + 1);
	maker_symbols(&maker, 2, symbols, 3, 0);
	maker_make(&maker);
	fixture_bytes(fixture, name, maker.bytes, maker.size);
	module->path = arena_string(tree->arena, fixture_path(fixture, name));
	module->shown = module->name = path_base(module->path);
	tree->modules[tree->count++] = module;
	maker_free(&maker);
}

static bool is_symbol(const struct tree *tree, uint32_t number, const char *start, size_t i)
{
	char name[24];

	snprintf(name, sizeof name, "%s%zu", start, i);
	return number < tree->symbols.count && !strcmp(tree->symbols.at[number].text, name);
}

static void reads(unsigned workers, int how, size_t bad)
{
	struct fixture fixture;
	struct arena arena = { 0 };
	struct tree tree = { .arena = &arena, .symbols.arena = &arena };
	struct fate fate = { getpid(), how };
	const struct reading reading = { .workers = workers, .progress = progress, .context = &fate };
	size_t problems = 0;

	fixture_open(&fixture);
	tree.modules = arena_alloc(&arena, COUNT * sizeof *tree.modules);
	for (size_t i = 0; i < COUNT; i++)
		make_module(&fixture, &tree, i);
	read_tree(&tree, &reading);
	for (size_t i = 0; i < COUNT; i++) {
		const struct module *module = tree.modules[i];

		if (module->problem) {
			problems++;
			continue;
		}
		assert_int_equal(module->facts.exports.count, 1);
		assert_int_equal(module->facts.needs.count, 2);
		assert_true(is_symbol(&tree, module->facts.exports.at[0], "own_", i));
		assert_true(is_symbol(&tree, module->facts.needs.at[0], "own_", i + 1));
		assert_string_equal(tree.symbols.at[module->facts.needs.at[1]].text, "printk");
	}
	assert_int_equal(problems, bad);
	tree_close(&tree);
	arena_free(&arena);
	fixture_close(&fixture);
}

static void test_any_number(void **state)
{
	(void)state;
	for (unsigned workers = 0; workers < 9; workers++)
		reads(workers, 0, 0);
	reads(1000, 0, 0);
}

/* As by a bug that a damaged file finds: that file is the bad one. */
static void test_crash(void **state)
{
	(void)state;
	reads(3, SIGUSR1, 1);
}

/* As by the kernel when memory is short, or when the memory for its results is used up: no file is to blame. */
static void test_no_fault_of_the_file(void **state)
{
	(void)state;
	reads(3, SIGKILL, 0);
	reads(3, -1, 0);
}

/* A worker's memory that is full ends it, and nothing else. */
static void test_shared_memory(void **state)
{
	struct arena arena = { 0 };
	char *bytes;
	pid_t child;
	int status;

	(void)state;
	assert_true(arena_share(&arena, 1 << 20));
	bytes = arena_bytes(&arena, 1000);
	child = fork();
	if (!child) {
		strcpy(bytes, "seen");
		for (;;)
			arena_bytes(&arena, 1000);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_string_equal(bytes, "seen");
	arena_free(&arena);
	assert_false(arena_share(&arena, SIZE_MAX / 2));
	assert_non_null(arena_alloc(&arena, 10));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_number),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_no_fault_of_the_file),
		cmocka_unit_test(test_shared_memory),
	};

	log_set_level(LOG_LEVEL_NONE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
