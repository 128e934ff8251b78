/* SPDX-License-Identifier: 0BSD */
/*
 * Plans: what is in them and in which order, and what becomes of them when the kernel answers oddly. This file defines
 * the functions of kernel/sys.h, so the real sys.o stays in its archive.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/sys.h"
#include "plan/plan.h"
#include "unit/fixture.h"

#include <fcntl.h>

/* An answer of the kernel to one call for a module; what it leaves behind is a state, NULL: as usual. */
struct answer {
	const char *module;
	int code;
	const char *state;
};

static struct {
	struct fixture fixture;
	struct answer answers[8];	/* each is given once; without one a call succeeds */
	char trace[1000];
} fake;

/* A module's folder with this state; "" takes it away, in one step, as others may be looking. */
static void state_set(const char *module, const char *state)
{
	static int count;
	char name[200], folder[PATH_MAX];

	snprintf(name, sizeof name, "sys/module/%s", module);
	strcpy(folder, fixture_path(&fake.fixture, name));
	if (!*state) {
		snprintf(name, sizeof name, "gone-%d-%d", (int)getpid(), count++);
		rename(folder, fixture_path(&fake.fixture, name));
		return;
	}
	snprintf(name, sizeof name, "sys/module/%s/holders/", module);
	fixture_file(&fake.fixture, name, "");
	snprintf(name, sizeof name, "sys/module/%s/initstate", module);
	fixture_file(&fake.fixture, name, state);
}

static void references_set(const char *module, const char *count)
{
	char name[200];

	snprintf(name, sizeof name, "sys/module/%s/refcnt", module);
	fixture_file(&fake.fixture, name, count);
}

static int answered(const char *call, const char *module, const char *more, const char *state)
{
	size_t length = strlen(fake.trace);
	int code = 0;

	for (size_t i = 0; i < sizeof fake.answers / sizeof *fake.answers; i++) {
		struct answer *answer = &fake.answers[i];

		if (!answer->module || strcmp(answer->module, module))
			continue;
		answer->module = NULL;
		code = answer->code;
		state = answer->state;
		break;
	}
	if (state)
		state_set(module, state);
	snprintf(fake.trace + length, sizeof fake.trace - length, "%s%s %s%s = %d", length ? "; " : "", call, module,
		 more, code);
	return code;
}

int sys_finit_module(int fd, const char *params, unsigned flags)
{
	char link[64], path[PATH_MAX + 1] = "", more[200];

	(void)flags;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	assert_true(readlink(link, path, PATH_MAX) > 0);
	*strchr(strrchr(path, '/'), '.') = '\0';
	snprintf(more, sizeof more, *params ? " '%s'" : "", params);
	return answered("load", strrchr(path, '/') + 1, more, "live");
}

int sys_init_module(const void *image, size_t size, const char *params)
{
	(void)image;
	(void)size;
	(void)params;
	return -ENOSYS;
}

int sys_delete_module(const char *name, unsigned flags)
{
	return answered("unload", name, flags & O_TRUNC ? " by force" : "", "");
}

int sys_release(char *release, size_t size)
{
	snprintf(release, size, "6.1.0-test");
	return 0;
}

const char *sys_root(void)
{
	return fake.fixture.root;
}

/* ---- a system ---- */

static const char modules_dep[] =
	"k/crc.ko:\n"
	"k/mbcache.ko:\n"
	"k/jbd2.ko: k/crc.ko\n"
	"k/ext4.ko: k/jbd2.ko k/mbcache.ko k/crc.ko\n"
	"k/before.ko:\n"
	"k/after.ko: k/crc.ko\n"
	"k/user.ko: k/middle.ko k/base.ko\n"
	"k/middle.ko: k/base.ko\n"
	"k/base.ko:\n"
	"k/lone.ko:\n";

static int setup(void **state)
{
	static const char *const names[] = { "crc", "mbcache", "jbd2", "ext4", "before", "after", "user", "middle",
					     "base", "lone" };
	char name[100];

	(void)state;
	memset(&fake, 0, sizeof fake);
	fixture_open(&fake.fixture);
	fixture_file(&fake.fixture, "sys/module/", "");
	fixture_file(&fake.fixture, "m/modules.dep", modules_dep);
	fixture_file(&fake.fixture, "m/modules.alias", "alias fs-ext4 ext4\nalias pair before\nalias pair after\n");
	fixture_file(&fake.fixture, "m/modules.symbols", "");
	fixture_file(&fake.fixture, "m/modules.builtin", "kernel/unix.ko\n");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(name, sizeof name, "m/k/%s.ko", names[i]);
		fixture_file(&fake.fixture, name, "\177ELF and so on, long enough for a header");
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_close(&fake.fixture);
	return 0;
}

/* All that a plan needs, with the lines of a configuration. */
struct work {
	struct arena arena;
	struct config config;
	struct lookup lookup;
	struct kernel kernel;
	struct planner planner;
	struct run run;
	struct plan plan;
	struct out out;
	struct err err;
};

static struct work *work_open(const char *config)
{
	struct work *work = calloc(1, sizeof *work);
	struct moddb *db = moddb_open(&work->arena, arena_string(&work->arena, fixture_path(&fake.fixture, "m")));

	work->config.arena = &work->arena;
	config_parse(&work->config, str_of(arena_string(&work->arena, config)), "FILE");
	lookup_open(&work->lookup, &work->arena, &work->config, db);
	kernel_open(&work->kernel, &work->arena);
	work->planner = (struct planner){ .arena = &work->arena, .config = &work->config, .db = db,
					  .lookup = &work->lookup, .kernel = &work->kernel };
	work->run = (struct run){ .arena = &work->arena, .kernel = &work->kernel, .live.arena = &work->arena };
	work->plan.arena = &work->arena;
	work->out.fd = -1;
	return work;
}

static void work_close(struct work *work)
{
	buf_free(&work->out.buf);
	moddb_close(work->planner.db);
	arena_free(&work->arena);
	free(work);
}

/* "LOAD crc NEEDED, LOAD ext4 ASKED" */
static const char *plan_text(struct work *work)
{
	static const char *const kinds[] = { "LOAD", "INSTALL", "BUILTIN", "MISSING", "FORBIDDEN", "UNLOAD", "REMOVE" };
	static const char *const reasons[] = { "ASKED", "NEEDED", "HOLDER", "SOFT", "UNUSED" };
	const char *text = "";

	for (size_t i = 0; i < work->plan.count; i++) {
		const struct step *step = &work->plan.steps[i];

		text = arena_format(&work->arena, "%s%s%s %s %s", text, i ? ", " : "", kinds[step->kind], step->name,
				    reasons[step->reason]);
	}
	return text;
}

static void insert(struct work *work, const char *name)
{
	const struct target_list *targets = lookup_find(&work->lookup, name);

	assert_true(targets->count > 0);
	plan_insert(&work->plan, &work->planner, &targets->at[0], "");
}

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
	assert_int_equal(step->after_count, 1);
	assert_string_equal(step->after[0], "before");
	assert_string_equal(step->params, "a=1 ");
	step = plan_find(&work->plan, "after");
	assert_string_equal(step->wanted_by, "jbd2");
	assert_int_equal(step->after_count, 1);
	assert_string_equal(step->after[0], "jbd2");
	assert_null(plan_find(&work->plan, "ext4")->wanted_by);
	assert_null(plan_find(&work->plan, "lone"));
	work_close(work);
}

/* ---- running plans ---- */

static void load_is(struct work *work, const char *name, int rc, const char *trace)
{
	insert(work, name);
	assert_int_equal(plan_run(&work->plan, &work->run, &work->err), rc);
	assert_string_equal(fake.trace, trace);
}

static void test_run(void **state)
{
	struct work *work = work_open("options ext4 a=1\nsoftdep ext4 pre: lone");

	(void)state;
	state_set("crc", "live");
	load_is(work, "ext4", 0, "load mbcache = 0; load jbd2 = 0; load lone = 0; load ext4 'a=1 ' = 0");
	work_close(work);
}

static void test_failures_that_matter(void **state)
{
	struct work *work = work_open("softdep ext4 pre: lone");

	(void)state;
	fake.answers[0] = (struct answer){ "lone", -ENODEV, NULL };
	fake.answers[1] = (struct answer){ "jbd2", -EINVAL, NULL };
	load_is(work, "ext4", -EINVAL, "load crc = 0; load mbcache = 0; load jbd2 = -22");
	assert_string_equal(work->plan.failed->name, "jbd2");
	assert_true(kernel_refused(&work->err));
	work_close(work);

	fake.trace[0] = '\0';
	work = work_open("softdep ext4 pre: lone");
	load_is(work, "ext4", 0, "load jbd2 = 0; load lone = -19; load ext4 = 0");
	work_close(work);
}

static void test_printing(void **state)
{
	struct work *work = work_open("softdep ext4 pre: lone unix\ninstall lone cmd $X\noptions ext4 a=1");

	(void)state;
	state_set("ext4", "live");
	state_set("crc", "live");
	work->run.kernel = NULL;
	work->run.pretend = true;
	work->run.out = &work->out;
	load_is(work, "ext4", 0, "");
	for (char *at; (at = strstr(buf_text(&work->out.buf), fake.fixture.root));) {
		memmove(at, at + strlen(fake.fixture.root), strlen(at + strlen(fake.fixture.root)) + 1);
		work->out.buf.length -= strlen(fake.fixture.root);
	}
	assert_string_equal(buf_text(&work->out.buf),
			    "insmod /m/k/crc.ko \ninsmod /m/k/mbcache.ko \ninsmod /m/k/jbd2.ko \ninstall cmd $X \n"
			    "builtin unix\ninsmod /m/k/ext4.ko a=1 \n");
	work_close(work);
}

static void test_forbidden_before_anything(void **state)
{
	struct work *work = work_open("forbid jbd2");

	(void)state;
	load_is(work, "ext4", -EPERM, "");
	assert_string_equal(work->plan.failed->name, "jbd2");
	work_close(work);

	/* what is there already is not loaded by us */
	work = work_open("forbid jbd2");
	state_set("jbd2", "live");
	load_is(work, "ext4", 0, "load crc = 0; load mbcache = 0; load ext4 = 0");
	work_close(work);
}

static void test_recompressed_file(void **state)
{
	struct work *work = work_open("");

	(void)state;
	fixture_file(&fake.fixture, "m/k/lone.ko.gz", "\177ELF and so on, long enough for a header");
	unlink(fixture_path(&fake.fixture, "m/k/lone.ko"));
	load_is(work, "lone", 0, "load lone = 0");
	work_close(work);

	fake.trace[0] = '\0';
	state_set("lone", "");
	unlink(fixture_path(&fake.fixture, "m/k/lone.ko.gz"));
	work = work_open("");
	load_is(work, "lone", -ENOENT, "");
	assert_false(kernel_refused(&work->err));
	work_close(work);
}

/* ---- other processes ---- */

/* In a while the module has that state. */
static void later(const char *module, const char *state)
{
	if (fork())
		return;
	usleep(60000);
	state_set(module, state);
	_exit(0);
}

static void test_exists_waits_until_live(void **state)
{
	struct work *work = work_open("");

	(void)state;
	fake.answers[0] = (struct answer){ "lone", -EEXIST, "coming" };
	later("lone", "live");
	load_is(work, "lone", 0, "load lone = -17");
	work_close(work);
}

static void test_exists_and_then_gone(void **state)
{
	struct work *work = work_open("");

	(void)state;
	fake.answers[0] = (struct answer){ "lone", -EEXIST, "coming" };
	fake.answers[1] = (struct answer){ "lone", -ENODEV, NULL };
	later("lone", "");
	load_is(work, "lone", -ENODEV, "load lone = -17; load lone = -19");
	work_close(work);
}

static void test_exists_the_first_time(void **state)
{
	struct work *work = work_open("");

	(void)state;
	work->run.first_time = true;
	fake.answers[0] = (struct answer){ "crc", -EEXIST, "live" };
	fake.answers[1] = (struct answer){ "ext4", -EEXIST, "live" };
	load_is(work, "ext4", -EEXIST, "load crc = -17; load mbcache = 0; load jbd2 = 0; load ext4 = -17");
	work_close(work);
}

static void test_its_own_init_says_exists(void **state)
{
	struct work *work = work_open("");

	(void)state;
	fake.answers[0] = (struct answer){ "lone", -EEXIST, NULL };
	fake.answers[1] = (struct answer){ "lone", -EEXIST, NULL };
	load_is(work, "lone", -EEXIST, "load lone = -17; load lone = -17");
	work_close(work);
}

static void test_no_proc_and_no_sys(void **state)
{
	struct work *work = work_open("");

	(void)state;
	rmdir(fixture_path(&fake.fixture, "sys/module"));
	fake.answers[0] = (struct answer){ "lone", -EEXIST, NULL };
	fake.answers[1] = (struct answer){ "lone", -EEXIST, NULL };
	load_is(work, "lone", 0, "load lone = -17; load lone = -17");
	work_close(work);
}

static void test_busy(void **state)
{
	struct work *work = work_open("");

	(void)state;
	fake.answers[0] = (struct answer){ "crc", -EBUSY, NULL };
	fake.answers[1] = (struct answer){ "jbd2", -EBUSY, "live" };
	fake.answers[2] = (struct answer){ "ext4", -EBUSY, NULL };
	load_is(work, "ext4", -EBUSY,
		"load crc = -16; load crc = 0; load mbcache = 0; load jbd2 = -16; load ext4 = -16");
	work_close(work);
}

static void test_going_is_waited_for(void **state)
{
	struct work *work = work_open("");

	(void)state;
	state_set("lone", "going");
	later("lone", "");
	load_is(work, "lone", 0, "load lone = 0");
	work_close(work);
}

static void test_unknown_symbol_because_others_removed(void **state)
{
	struct work *work = work_open("");

	(void)state;
	/* crc was there and goes while we load jbd2 */
	state_set("crc", "live");
	fake.answers[0] = (struct answer){ "jbd2", -ENOENT, NULL };
	insert(work, "jbd2");
	assert_true(target_is_live(&work->planner, &work->run, &(struct target){ .name = "crc" }));
	state_set("crc", "");
	assert_int_equal(plan_run(&work->plan, &work->run, &work->err), 0);
	assert_string_equal(fake.trace, "load jbd2 = -2; load crc = 0; load jbd2 = 0");
	work_close(work);

	/* once only, and not if all is there */
	state_set("jbd2", "");
	fake.trace[0] = '\0';
	fake.answers[0] = (struct answer){ "jbd2", -ENOENT, NULL };
	work = work_open("");
	load_is(work, "jbd2", -ENOENT, "load jbd2 = -2");
	work_close(work);
}

static void test_once_in_a_process(void **state)
{
	struct work *work = work_open("");

	(void)state;
	load_is(work, "jbd2", 0, "load crc = 0; load jbd2 = 0");
	state_set("crc", "");
	work->plan = (struct plan){ .arena = &work->arena };
	load_is(work, "after", 0, "load crc = 0; load jbd2 = 0; load after = 0");
	work_close(work);
}

/* ---- commands ---- */

static void test_command(void **state)
{
	struct work *work = work_open("install lone echo \"$MODPROBE_MODULE:\" $CMDLINE_OPTS >$OUT; exit $CODE\n"
				      "options lone a=$(id) b='c'");
	char path[PATH_MAX], text[200] = "";
	int messages = dup(STDERR_FILENO);
	FILE *file;

	(void)state;
	strcpy(path, fixture_path(&fake.fixture, "out"));
	setenv("OUT", path, 1);
	setenv("CODE", "0", 1);
	load_is(work, "lone", 0, "");
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof text, file));
	fclose(file);
	assert_string_equal(text, "lone: a=$(id) b='c'\n");
	work_close(work);

	work = work_open("install lone exit 3");
	dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
	load_is(work, "lone", -EINVAL, "");
	assert_true(kernel_refused(&work->err));
	work_close(work);
	work = work_open("install lone kill -9 $$");
	load_is(work, "lone", -EINVAL, "");
	work_close(work);
	setenv("MODPROBE_RUNNING", " remove:x install:lone", 1);
	work = work_open("install lone exit 0");
	load_is(work, "lone", -EINVAL, "");
	work_close(work);
	unsetenv("MODPROBE_RUNNING");
	dup2(messages, STDERR_FILENO);
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
	assert_int_equal(plan_find(&work->plan, "base")->after_count, 2);
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

static void test_run_removal(void **state)
{
	struct work *work = work_open("");

	(void)state;
	state_set("user", "live");
	state_set("middle", "live");
	state_set("base", "live");
	references_set("user", "0");
	references_set("middle", "0");
	references_set("base", "1");
	plan_remove(&work->plan, &work->planner, &(struct target){ .name = "user" });
	assert_int_equal(plan_run(&work->plan, &work->run, &work->err), 0);
	assert_string_equal(fake.trace, "unload user = 0; unload middle = 0");
	work_close(work);

	fake.trace[0] = '\0';
	work = work_open("");
	plan_remove(&work->plan, &work->planner, &(struct target){ .name = "base" });
	assert_int_equal(plan_run(&work->plan, &work->run, &work->err), -EBUSY);
	assert_string_equal(work->err.text, "Module base is in use.");
	assert_string_equal(fake.trace, "");
	work_close(work);
}

static void test_wait_for_removal(void **state)
{
	struct work *work = work_open("");

	(void)state;
	state_set("lone", "live");
	references_set("lone", "1");
	work->run.wait = 50;
	work->run.force_remove = true;
	fake.answers[0] = (struct answer){ "lone", -EAGAIN, NULL };
	plan_remove(&work->plan, &work->planner, &(struct target){ .name = "lone" });
	assert_int_equal(plan_run(&work->plan, &work->run, &work->err), 0);
	assert_string_equal(fake.trace, "unload lone by force = -11; unload lone by force = 0");
	work_close(work);

	fake.trace[0] = '\0';
	state_set("lone", "live");
	for (int i = 0; i < 5; i++)
		fake.answers[i] = (struct answer){ "lone", -EAGAIN, NULL };
	work = work_open("");
	work->run.wait = 4;	/* at once, after 1, 2 and 1 milliseconds */
	plan_remove(&work->plan, &work->planner, &(struct target){ .name = "lone" });
	assert_int_equal(plan_run(&work->plan, &work->run, &work->err), -EAGAIN);
	assert_string_equal(fake.trace, "unload lone = -11; unload lone = -11; unload lone = -11; unload lone = -11");
	work_close(work);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
		TEST(test_run),
		TEST(test_failures_that_matter),
		TEST(test_printing),
		TEST(test_forbidden_before_anything),
		TEST(test_recompressed_file),
		TEST(test_exists_waits_until_live),
		TEST(test_exists_and_then_gone),
		TEST(test_exists_the_first_time),
		TEST(test_its_own_init_says_exists),
		TEST(test_no_proc_and_no_sys),
		TEST(test_busy),
		TEST(test_going_is_waited_for),
		TEST(test_unknown_symbol_because_others_removed),
		TEST(test_once_in_a_process),
		TEST(test_command),
		TEST(test_remove),
		TEST(test_remove_holders),
		TEST(test_remove_commands),
		TEST(test_run_removal),
		TEST(test_wait_for_removal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
