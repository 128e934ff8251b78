/* SPDX-License-Identifier: 0BSD */
/* Plans: what a name means, which steps are in a plan, and in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/system.h"

static void insert_is(const char *config, const char *name, const char *expected)
{
	struct work *work = work_open(config);

	insert(work, name);
	assert_string_equal(plan_text(work), expected);
	work_close(work);
}

/* ---- what names mean ---- */

static void lookup_is(const char *config, const char *name, const char *expected)
{
	struct work *work = work_open(config);

	for (int twice = 0; twice < 2; twice++) {
		const struct target_list *targets = lookup_find(&work->lookup, name);
		const char *text = "";

		for (size_t i = 0; i < targets->count; i++)
			text = arena_format(&work->arena, "%s%s%s%s%s", text, i ? ", " : "", targets->at[i].name,
					    targets->at[i].alias ? " by " : "",
					    targets->at[i].alias ? targets->at[i].alias : "");
		assert_string_equal(text, expected);
	}
	work_close(work);
}

static void test_sources_of_names(void **state)
{
	(void)state;
	lookup_is("", "ext4", "ext4");
	lookup_is("", "fs-ext4", "ext4 by fs_ext4");
	lookup_is("", "pair", "before by pair, after by pair");
	lookup_is("", "unix", "unix");
	lookup_is("", "nothing", "");
	lookup_is("", "", "");
	lookup_is("", "a[b", "");
	lookup_is("", "a]b", "");
	lookup_is("alias ext4 lone", "ext4", "lone by ext4");
	lookup_is("alias e* lone\nalias ext? crc\nalias e* lone", "ext4", "lone by e*, crc by ext?");
	lookup_is("install nothing x", "nothing", "nothing");
	lookup_is("remove fs-ext4 x", "fs_ext4", "fs_ext4");
	lookup_is("alias a b\nalias b a", "a", "b by a");
}

/* ---- plans for loading ---- */

static void test_dependencies(void **state)
{
	(void)state;
	insert_is("", "lone", "LOAD lone ASKED");
	insert_is("", "ext4", "LOAD crc NEEDED, LOAD mbcache NEEDED, LOAD jbd2 NEEDED, LOAD ext4 ASKED");
	insert_is("", "unix", "BUILTIN unix ASKED");
	insert_is("alias gone nothing", "gone", "MISSING nothing ASKED");
}

static void test_softdeps(void **state)
{
	(void)state;
	insert_is("softdep lone pre: before post: after", "lone",
		  "LOAD before SOFT, LOAD lone ASKED, LOAD crc SOFT, LOAD after SOFT");
	insert_is("softdep lone pre: after pair unix nothing", "lone",
		  "LOAD crc SOFT, LOAD after SOFT, LOAD before SOFT, BUILTIN unix SOFT, LOAD lone ASKED");
	/* of a module that is needed; crc becomes NEEDED though a softdep wants it first */
	insert_is("softdep jbd2 pre: before\nsoftdep mbcache pre: after", "ext4",
		  "LOAD crc NEEDED, LOAD after SOFT, LOAD mbcache NEEDED, LOAD before SOFT, LOAD jbd2 NEEDED, "
		  "LOAD ext4 ASKED");
	/* the first line counts, whatever it says */
	insert_is("softdep lon? before\nsoftdep lone pre: after", "lone", "LOAD lone ASKED");
}

static void test_loops_end(void **state)
{
	(void)state;
	insert_is("softdep lone pre: lone", "lone", "LOAD lone ASKED");
	insert_is("softdep lone pre: before\nsoftdep before pre: lone", "lone", "LOAD before SOFT, LOAD lone ASKED");
	insert_is("softdep lone post: before\nsoftdep before post: lone", "lone", "LOAD lone ASKED, LOAD before SOFT");
	insert_is("softdep crc pre: ext4", "ext4",
		  "LOAD crc NEEDED, LOAD mbcache NEEDED, LOAD jbd2 NEEDED, LOAD ext4 ASKED");
	insert_is("softdep crc post: after", "after", "LOAD crc NEEDED, LOAD after ASKED");
}

static void test_deep_softdeps_end(void **state)
{
	struct buf lines = { 0 };
	struct work *work;

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_format(&lines, "install x%d true\nsoftdep x%d pre: x%d\n", i, i, i + 1);
	work = work_open(buf_text(&lines));
	insert(work, "x0");
	assert_in_range(work->plan.count, 10, 200);
	assert_string_equal(work->plan.steps[work->plan.count - 1].name, "x0");
	work_close(work);
	buf_free(&lines);
}

static void test_commands(void **state)
{
	struct work *work;

	(void)state;
	insert_is("install jbd2 x", "ext4",
		  "LOAD crc NEEDED, LOAD mbcache NEEDED, INSTALL jbd2 NEEDED, LOAD ext4 ASKED");
	insert_is("install lone x\nsoftdep lone pre: before", "lone", "LOAD before SOFT, INSTALL lone ASKED");
	insert_is("install nothing x", "nothing", "INSTALL nothing ASKED");

	work = work_open("install lone x\nsoftdep lone pre: before\ninstall jbd2 y");
	work->planner.bare = true;
	insert(work, "lone");
	assert_string_equal(plan_text(work), "LOAD lone ASKED");
	work->plan = (struct plan){ .arena = &work->arena };
	insert(work, "ext4");
	assert_string_equal(plan_text(work),
			    "LOAD crc NEEDED, LOAD mbcache NEEDED, INSTALL jbd2 NEEDED, LOAD ext4 ASKED");
	work_close(work);
}

static void test_forbidden(void **state)
{
	struct work *work;

	(void)state;
	insert_is("forbid lone", "lone", "FORBIDDEN lone ASKED");
	insert_is("forbid l*\ninstall lone x\nsoftdep lone pre: before", "lone", "FORBIDDEN lone ASKED");
	insert_is("forbid jbd2", "ext4",
		  "LOAD crc NEEDED, LOAD mbcache NEEDED, FORBIDDEN jbd2 NEEDED, LOAD ext4 ASKED");
	/* a softdep is left out, also if it only needs what is forbidden */
	insert_is("forbid before\nsoftdep lone pre: before post: after", "lone",
		  "LOAD lone ASKED, LOAD crc SOFT, LOAD after SOFT");
	insert_is("forbid crc\nsoftdep lone pre: before post: after", "lone", "LOAD before SOFT, LOAD lone ASKED");
	/* what is part of the kernel cannot be kept out */
	insert_is("forbid unix", "unix", "BUILTIN unix ASKED");

	work = work_open("forbid lone");
	work->planner.allow_forbidden = true;
	insert(work, "lone");
	assert_string_equal(plan_text(work), "LOAD lone ASKED");
	work_close(work);
}

static void test_steps_say_why(void **state)
{
	struct work *work = work_open("softdep jbd2 pre: before post: after\noptions jbd2 a=1");
	const struct step *step;

	(void)state;
	insert(work, "ext4");
	step = plan_find(&work->plan, "jbd2");
	assert_string_equal(step->wanted_by, "ext4");
	assert_string_equal(step->params, "a=1 ");
	step = plan_find(&work->plan, "after");
	assert_string_equal(step->wanted_by, "jbd2");
	assert_null(plan_find(&work->plan, "ext4")->wanted_by);
	assert_null(plan_find(&work->plan, "lone"));
	work_close(work);
}

/* ---- removing ---- */

static void remove_is(struct work *work, const char *name, const char *expected)
{
	plan_remove(&work->plan, &work->planner, &(struct target){ .name = name });
	assert_string_equal(plan_text(work), expected);
}

static void holds(const char *module, const char *holder)
{
	char name[200];

	snprintf(name, sizeof name, "sys/module/%s/holders/%s", module, holder);
	fixture_file(&fake.fixture, name, "");
}

static void test_remove(void **state)
{
	struct work *work = work_open("softdep user pre: before crc post: after lone");

	(void)state;
	state_set("user", "live");
	state_set("before", "live");
	state_set("after", "live");
	state_set("lone", "live");
	remove_is(work, "user",
		  "UNLOAD lone SOFT, UNLOAD after SOFT, UNLOAD crc UNUSED, UNLOAD user ASKED, UNLOAD middle UNUSED, "
		  "UNLOAD base UNUSED, UNLOAD before SOFT");
	work_close(work);
}

static void test_remove_holders(void **state)
{
	struct work *work = work_open("");

	(void)state;
	state_set("base", "live");
	state_set("middle", "live");
	state_set("user", "live");
	holds("base", "middle");
	holds("base", "user");
	holds("middle", "user");
	remove_is(work, "base", "UNLOAD base ASKED");
	work_close(work);

	work = work_open("");
	work->planner.remove_holders = true;
	remove_is(work, "base", "UNLOAD user HOLDER, UNLOAD middle HOLDER, UNLOAD base ASKED");
	assert_int_equal(plan_find(&work->plan, "base")->holders, 2);
	work_close(work);

	/* a loop of holders, which no kernel has, ends */
	holds("user", "base");
	work = work_open("");
	work->planner.remove_holders = true;
	remove_is(work, "base", "UNLOAD user HOLDER, UNLOAD middle HOLDER, UNLOAD base ASKED");
	work_close(work);
}

static void test_remove_commands(void **state)
{
	struct work *work = work_open("remove user x\nsoftdep lone pre: user");

	(void)state;
	remove_is(work, "lone", "UNLOAD lone ASKED, REMOVE user SOFT");
	work_close(work);
	work = work_open("remove user x\nsoftdep user pre: lone");
	work->planner.bare = true;
	state_set("lone", "live");
	remove_is(work, "user", "UNLOAD user ASKED, UNLOAD middle UNUSED, UNLOAD base UNUSED");
	work_close(work);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sources_of_names),
		TEST(test_dependencies),
		TEST(test_softdeps),
		TEST(test_loops_end),
		TEST(test_deep_softdeps_end),
		TEST(test_commands),
		TEST(test_forbidden),
		TEST(test_steps_say_why),
		TEST(test_remove),
		TEST(test_remove_holders),
		TEST(test_remove_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
