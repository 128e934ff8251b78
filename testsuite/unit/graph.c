/* SPDX-License-Identifier: 0BSD */
/* Plans as one graph: what waits for what, with and without processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan/graph.h"
#include "unit/system.h"

#include <sys/syscall.h>
#include <unistd.h>

/* While it is set, no process can be made. */
static bool is_alone;
static unsigned processes;

pid_t _Fork(void)
{
	if (is_alone) {
		errno = EAGAIN;
		return -1;
	}
	processes++;
	return (pid_t)syscall(SYS_fork);
}

static struct graph graph_of(struct work *work, unsigned long jobs)
{
	processes = 0;
	return (struct graph){ .plan.arena = &work->arena, .planner = &work->planner, .run = &work->run, .jobs = jobs };
}

static void add(struct work *work, struct graph *graph, const char *name)
{
	work->plan = (struct plan){ .arena = &work->arena };
	insert(work, name);
	assert_int_equal(graph_add(graph, &work->plan, &work->err), 0);
}

static enum module_state state_of(struct work *work, const char *name)
{
	return kernel_state(&work->kernel, name);
}

/* A machine that is full: this process does all itself, in the order of the plans. */
static void test_no_processes(void **state)
{
	struct work *work = work_open("softdep ext4 pre: lone post: before\noptions ext4 a=1");
	struct graph graph = graph_of(work, 4);
	const struct err *err;

	(void)state;
	is_alone = true;
	add(work, &graph, "ext4");
	add(work, &graph, "user");
	add(work, &graph, "jbd2");
	graph_run(&graph);
	assert_string_equal(fake.trace, "load crc = 0; load mbcache = 0; load jbd2 = 0; load lone = 0; "
					"load ext4 'a=1 ' = 0; load before = 0; load base = 0; load middle = 0; "
					"load user = 0");
	assert_null(graph_failure(&graph, "ext4", &err));
	assert_null(graph_failure(&graph, "nothing", &err));
	work_close(work);
}

static void test_processes(void **state)
{
	static const char *const names[] = { "crc", "mbcache", "jbd2", "ext4", "base", "middle", "user" };
	struct work *work = work_open("");
	struct graph graph = graph_of(work, 3);

	(void)state;
	is_alone = false;
	add(work, &graph, "ext4");
	add(work, &graph, "user");
	graph_run(&graph);
	assert_int_equal(processes, 7);
	assert_string_equal(fake.trace, "");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(state_of(work, names[i]), MODULE_LIVE);
	work_close(work);
}

/* The error comes over from the process, and goes on to all that need the module. */
static void test_failures(void **state)
{
	struct work *work = work_open("softdep base post: lone\nsoftdep user pre: crc");

	(void)state;
	for (int alone = 0; alone < 2; alone++) {
		struct graph graph = graph_of(work, 2);
		const struct err *err = NULL;

		is_alone = alone;
		fake.answers[0] = (struct answer){ "base", -ENODEV, NULL };
		add(work, &graph, "user");
		add(work, &graph, "middle");
		add(work, &graph, "jbd2");
		graph_run(&graph);
		assert_string_equal(graph_failure(&graph, "user", &err)->name, "base");
		assert_int_equal(err->code, ENODEV);
		assert_true(kernel_refused(err));
		assert_string_equal(graph_failure(&graph, "middle", &err)->name, "base");
		assert_null(graph_failure(&graph, "jbd2", &err));
		assert_int_equal(state_of(work, "middle"), MODULE_ABSENT);
		assert_int_equal(state_of(work, "lone"), MODULE_ABSENT);
		assert_int_equal(state_of(work, "jbd2"), MODULE_LIVE);
	}
	work_close(work);
}

/* EEXIST of somebody else's load is looked into by the process that met it. */
static void test_somebody_else(void **state)
{
	struct work *work = work_open("");
	struct graph graph = graph_of(work, 2);
	const struct err *err;

	(void)state;
	is_alone = false;
	fake.answers[0] = (struct answer){ "crc", -EEXIST, "live" };
	add(work, &graph, "jbd2");
	graph_run(&graph);
	assert_null(graph_failure(&graph, "jbd2", &err));
	assert_int_equal(state_of(work, "jbd2"), MODULE_LIVE);
	work_close(work);
}

/* What was there went while others were loaded: it comes again, but only once. */
static void test_gone_meanwhile(void **state)
{
	struct work *work = work_open("");

	(void)state;
	is_alone = true;
	for (int times = 1; times <= 2; times++) {
		struct graph graph = graph_of(work, 2);
		const struct err *err;

		fake.trace[0] = '\0';
		work->run.live = (struct map){ .arena = &work->arena };
		state_set("base", "");
		state_set("middle", "");
		state_set("user", "");
		fake.answers[0] = (struct answer){ "middle", 0, "" };	/* "loaded", and gone again */
		fake.answers[1] = (struct answer){ "user", -ENOENT, NULL };
		if (times == 2)
			fake.answers[2] = (struct answer){ "user", -ENOENT, NULL };
		add(work, &graph, "user");
		graph_run(&graph);
		assert_string_equal(fake.trace, times == 1 ?
			"load base = 0; load middle = 0; load user = -2; load middle = 0; load user = 0" :
			"load base = 0; load middle = 0; load user = -2; load middle = 0; load user = -2");
		if (times == 1)
			assert_null(graph_failure(&graph, "user", &err));
		else
			assert_string_equal(graph_failure(&graph, "user", &err)->name, "user");
	}
	work_close(work);
}

static void test_nothing(void **state)
{
	struct work *work = work_open("forbid jbd2");
	struct graph graph = graph_of(work, 2);
	const struct err *err;

	(void)state;
	insert(work, "ext4");
	assert_int_equal(graph_add(&graph, &work->plan, &work->err), -EPERM);
	assert_string_equal(work->plan.failed->name, "jbd2");
	graph_run(&graph);
	assert_null(graph_failure(&graph, "ext4", &err));
	assert_string_equal(fake.trace, "");
	work_close(work);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_processes), TEST(test_processes), TEST(test_failures), TEST(test_somebody_else),
		TEST(test_gone_meanwhile), TEST(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
