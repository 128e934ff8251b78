/* SPDX-License-Identifier: 0BSD */
/* Running plans: what is done, and what becomes of it when the kernel answers oddly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/system.h"

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
	assert_string_equal(work->err.cause, "command");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
		TEST(test_run_removal),
		TEST(test_wait_for_removal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
