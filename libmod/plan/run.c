/* SPDX-License-Identifier: 0BSD */
/*
 * Running a plan: for each step, is it still to be done, print it, do it.
 *
 * Other processes load and remove modules at the same time. What the kernel then answers is not taken for a failure
 * at once:
 *
 *	EEXIST	somebody else loaded it: counts when it is live, until then we wait; if it went instead, we load it
 *	EBUSY	somebody else was at it, and failed: we try it once more if it is only needed for what was asked for;
 *		else that failure is ours too (the kernel wants no queue of processes that try the same in vain)
 *	ENOENT	a symbol is unknown: if a module that came before is not live any more, the plan is run once again
 */
#include "plan/plan.h"

#include "base/log.h"
#include "kernel/sysmodule.h"
#include "plan/command.h"
#include "plan/step.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

/* How long another process may take to load or remove a module, and how often we look. */
enum { SETTLE_SECONDS = 30, SETTLE_POLL_MS = 10 };

static void sleep_ms(unsigned long milliseconds)
{
	poll(NULL, 0, (int)milliseconds);
}

/* The note outlives the plan that the name is from. */
static void live_note(struct run *run, const char *name)
{
	*map_slot(&run->live, str_of(arena_string(run->arena, name))) = run;
}

/* Waits while another process loads or removes the module; returns what has become of it, or is still. */
static enum module_state settle(const struct run *run, const char *name)
{
	for (int left = SETTLE_SECONDS * 1000 / SETTLE_POLL_MS;; left--) {
		enum module_state state = kernel_state(run->kernel, name);

		if ((state != MODULE_COMING && state != MODULE_GOING) || !left)
			return state;
		sleep_ms(SETTLE_POLL_MS);
	}
}

/* Asked where /sys says so, as it does of one that begins to load, too; or where the kernel does not want the file. */
static bool is_builtin(const struct run *run, const char *name)
{
	return moddb_builtin(run->db, name, NULL) > 0;
}

/*
 * A module that was live once in this process is not asked for again. One that is going is waited for; for one that is
 * coming that is not worth while here, as the kernel itself lets us wait in the system call.
 */
static bool is_live(struct run *run, const char *name)
{
	enum module_state state;

	if (name == run->absent)
		return false;
	if (map_get(&run->live, str_of(name)))
		return true;
	state = kernel_state(run->kernel, name);
	if (state == MODULE_GOING && !run->pretend)
		state = settle(run, name);
	if (state != MODULE_LIVE && (state != MODULE_BUILTIN || !is_builtin(run, name)))
		return false;
	live_note(run, name);
	return true;
}

bool target_is_live(const struct planner *planner, struct run *run, const struct target *target)
{
	const struct module_record *record;

	if (is_live(run, target->name))
		return true;
	run->absent = target->name;
	if (target->path || moddb_module(planner->db, target->name, &record, NULL) > 0)
		return false;
	return moddb_builtin(planner->db, target->name, NULL) > 0 ||
	       kernel_state(run->kernel, target->name) == MODULE_BUILTIN;
}

/* ---- loading ---- */

/* A module that was compressed since the index was made has another suffix now. */
static int file_load(struct run *run, const struct step *step, struct err *err)
{
	struct image image = { 0 };
	int rc = image_open(&image, step->path, run->arena, err);
	const char *other = rc == -ENOENT ? moddb_existing_path(run->arena, step->path) : NULL;

	if (other) {
		log_info("'%s' is not there: taking '%s'", step->path, other);
		rc = image_open(&image, other, run->arena, err);
	}
	if (!rc)
		rc = kernel_load(run->kernel, &image, step->params, run->load_flags, err);
	image_close(&image);
	return rc;
}

static int step_load(struct run *run, const struct step *step, struct err *err)
{
	int rc = file_load(run, step, err);
	enum module_state state;

	if (!rc || !kernel_refused(err))
		return rc;
	if (is_builtin(run, step->name) && !(run->first_time && step->reason == REASON_ASKED))
		return 0;	/* a file that was left behind; many have nothing in /sys that would tell */
	if (rc != -EEXIST && rc != -EBUSY)
		return rc;
	state = settle(run, step->name);
	if (state == MODULE_LIVE)
		return run->first_time && step->reason == REASON_ASKED ? rc : 0;
	if (rc == -EBUSY)
		return step->reason == REASON_ASKED ? rc : file_load(run, step, err);
	if (state == MODULE_COMING || state == MODULE_GOING)
		return err_cause(err, "busy", err_set(err, ETIMEDOUT, "another process has been at '%s' for more than "
						      "%d seconds", step->name, SETTLE_SECONDS));
	rc = file_load(run, step, err);
	if (rc == -EEXIST && kernel_refused(err) && !sysmodule_mounted(run->kernel))
		return 0;	/* nothing tells its state here */
	return rc;		/* EEXIST again: that is what its own init says */
}

/* ---- commands ---- */

static int step_command(struct run *run, const struct step *step, const char *kind)
{
	const struct command command = {
		.kind = kind,
		.text = step->command,
		.module = step->name,
		.params = step->params ? step->params : "",
		.child_options = run->child_options,
	};

	return command_run(run->arena, &command);
}

/* Said here and not through err: kmod says it of softdeps too, and a command may be long. */
static int step_install(struct run *run, struct step *step, struct err *err)
{
	int code = step_command(run, step, "install");

	step->is_done = true;
	if (!code)
		return 0;
	log_error("Error running install command '%s' for module %s: %s", step->command, step->name,
		  code > 0 ? arena_format(run->arena, "retcode %d", code) :
		  code == -ELOOP ? "it runs itself; modprobe in it needs -i" : err_words(code));
	return err_cause(err, "command", err_set(err, EINVAL, "the install command of '%s' failed", step->name));
}

static int step_remove(struct run *run, const struct step *step, struct err *err)
{
	if (!step_command(run, step, "remove"))
		return 0;
	return err_cause(err, "command", err_set(err, EINVAL, "Error running remove command for %s", step->name));
}

/* ---- removing ---- */

/* The users that must go before it are only counted as gone where they really went. */
static int check_unused(const struct run *run, const struct step *step, struct err *err)
{
	long gone = run->pretend ? (long)step->holders : 0;

	if (run->wait && matters(step))
		return 0;	/* waiting is how that is found out */
	if (sysmodule_references(run->kernel, step->name) <= gone)
		return 0;
	return err_set(err, EBUSY, "Module %s is in use.", step->name);
}

static int step_unload(struct run *run, const struct step *step, struct err *err)
{
	unsigned flags = O_NONBLOCK | (run->force_remove ? O_TRUNC : 0);
	unsigned long left = step->reason == REASON_UNUSED ? 0 : run->wait, pause = 1;

	for (;;) {
		int rc = kernel_unload(run->kernel, step->name, flags, err);

		if (rc != -EAGAIN || !left)
			return rc;
		if (pause > left)
			pause = left;
		sleep_ms(pause);
		left -= pause;
		pause *= 2;
	}
}

/* ---- all steps ---- */

/* Whether nothing has to be done for a step, as things are right now. */
static bool is_settled(struct run *run, const struct step *step)
{
	enum module_state state;

	if (!run->kernel)
		return false;
	switch (step->kind) {
	case STEP_BUILTIN:
		return true;
	case STEP_LOAD:
		return is_live(run, step->name);
	case STEP_INSTALL:
		return step->is_done || step->is_builtin || is_live(run, step->name);
	case STEP_MISSING:
	case STEP_FORBIDDEN:
		state = kernel_state(run->kernel, step->name);
		return state == MODULE_LIVE || state == MODULE_BUILTIN;
	case STEP_UNLOAD:
		return kernel_state(run->kernel, step->name) == MODULE_ABSENT;
	default:
		return false;
	}
}

static int forbidden_words(const struct step *step, struct err *err)
{
	const struct entry *line = step->forbid;

	return err_cause(err, "forbidden", err_set(err, EPERM, "module '%s' is forbidden by %s line %u%s%s", step->name,
						   line->origin.file, line->origin.line, *line->text ? ": " : "",
						   line->text));
}

/* What may be known to fail without trying. */
static int step_check(const struct run *run, const struct step *step, struct err *err)
{
	switch (step->kind) {
	case STEP_MISSING:
		/* as with kmod, which has nothing to print for it, -n and -D do not mind */
		return run->pretend ? 0 : err_cause(err, "missing", err_set(err, ENOENT, "there is no module '%s'",
									    step->name));
	case STEP_FORBIDDEN:
		return forbidden_words(step, err);
	case STEP_UNLOAD:
		return check_unused(run, step, err);
	default:
		return 0;
	}
}

/* What is printed in front of a step: nothing for those that have no words. */
static const char verbs[][9] = {
	[STEP_LOAD] = "insmod ",
	[STEP_INSTALL] = "install ",
	[STEP_BUILTIN] = "builtin ",
	[STEP_UNLOAD] = "rmmod ",
	[STEP_REMOVE] = "remove ",
};

/* out_format would take three times as long, and -D may have thousands of lines. */
static void step_print(struct out *out, const struct step *step)
{
	const char *verb = verbs[step->kind], *params = step->params ? step->params : "";
	const char *what = step->command ? step->command : step->kind == STEP_LOAD ? step->path : step->name;
	size_t verb_length = strlen(verb), what_length = strlen(what), params_length = strlen(params);
	char *start, *end;

	if (!*verb)
		return;
	start = buf_reserve(&out->buf, verb_length + what_length + params_length + 2);
	end = mempcpy(start, verb, verb_length);
	end = mempcpy(end, what, what_length);
	if (step->kind <= STEP_INSTALL) {
		*end++ = ' ';
		end = mempcpy(end, params, params_length);
	}
	out->buf.length += (size_t)(end - start);
	out_put(out, "\n", 1);
}

int step_act(struct run *run, struct step *step, struct err *err)
{
	switch (step->kind) {
	case STEP_LOAD:
		return step_load(run, step, err);
	case STEP_INSTALL:
		return step_install(run, step, err);
	case STEP_UNLOAD:
		return step_unload(run, step, err);
	case STEP_REMOVE:
		return step_remove(run, step, err);
	default:
		return 0;
	}
}

int step_begin(struct run *run, const struct step *step, struct err *err)
{
	int rc;

	if (is_settled(run, step))
		return 0;
	rc = step_check(run, step, err);
	if (rc)
		return rc;
	if (run->out)
		step_print(run->out, step);
	if (run->pretend)
		return 1;
	if (run->out)
		out_flush(run->out);
	run->absent = NULL;
	return 1;
}

static int step_run(struct run *run, struct step *step, struct err *err)
{
	int rc = step_begin(run, step, err);

	if (rc <= 0)
		return rc;
	rc = run->pretend ? 0 : step_act(run, step, err);
	if (!rc && step->kind == STEP_LOAD && run->kernel)
		live_note(run, step->name);
	return rc;
}

int plan_check(struct plan *plan, struct run *run, struct err *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (step->kind == STEP_FORBIDDEN && matters(step) && !is_settled(run, step)) {
			plan->failed = step;
			return step_check(run, step, err);
		}
	}
	return 0;
}

bool plan_lost(const struct plan *plan, struct run *run, const struct err *err)
{
	if (err->code != ENOENT || !kernel_refused(err))
		return false;
	for (const struct step *each = plan->steps; each < plan->steps + plan->count; each++) {
		if (each->is_done && each->kind == STEP_LOAD && matters(each) &&
		    kernel_state(run->kernel, each->name) != MODULE_LIVE) {
			run->live = (struct map){ .arena = run->arena };
			return true;
		}
	}
	return false;
}

int plan_run(struct plan *plan, struct run *run, struct err *err)
{
	bool tried_again = false;
	int rc = plan_check(plan, run, err);

	for (size_t i = 0; !rc && i < plan->count; i++) {
		struct step *step = &plan->steps[i];

		rc = step_run(run, step, err);
		if (!rc) {
			step->is_done = true;
		} else if (!tried_again && plan_lost(plan, run, err)) {
			tried_again = true;
			rc = 0;
			i = (size_t)-1;
		} else if (!matters(step)) {
			log_info("'%s' is left as it is: %s", step->name, err->text);
			rc = 0;
		} else {
			plan->failed = step;
		}
	}
	return rc;
}
