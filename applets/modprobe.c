/* SPDX-License-Identifier: 0BSD */
/*
 * modprobe: load and remove modules with all that belongs to them. Here are the options, what they choose, and what is
 * said about failures; the thinking is done in libmod/plan.
 *
 * Words that scripts know from kmod stay as they are: "Module X not found in directory D", "could not insert 'X': E",
 * "Module X is in use." and the like.
 */
#include "applet.h"
#include "base/buf.h"
#include "base/files.h"
#include "base/log.h"
#include "kernel/sys.h"
#include "modprobe.h"
#include "modprobe_show.h"
#include "module/name.h"
#include "why.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What loading a module has come to. */
static const int results[] = { 0, 1 };

enum { INPUT_LIMIT = 16 << 20, INPUT_PIECE = 64 << 10, WAIT_LIMIT = 24 * 60 * 60 * 1000 };

/* What the user asked for. */
struct request {
	const char *name;
	bool is_path;
	const char *params;	/* joined; "" if none */
};

/* ---- what failed ---- */

/* A failure that ends the command, kmod's FATAL; with -a it is a WARNING, and the other names have their turn. */
static int complain(struct job *job, const char *text)
{
	if (job->options->all)
		log_warn("%s", text);
	else
		log_fatal("%s", text);
	job->is_over = !job->options->all && !job->options->quiet;
	return 1;
}

/* Why a step failed; or, without an error, whether the kernel had a remark on it. */
static void step_tell(struct job *job, const struct step *step, const char *of, const struct err *err)
{
	const struct attempt attempt = {
		.arena = &job->session->arena,
		.kernel = job->run.kernel,
		.db = job->db,
		.log = &job->log,
		.flags = job->run.load_flags,
		.path = step->path,
		.name = step->name,
		.params = step->params,
		.err = err,
	};

	why_print(&attempt, of);
}

static int report_unknown(struct job *job, const char *name)
{
	const struct step nothing = { .path = moddb_dir(job->db) };
	struct err err;

	complain(job, arena_format(&job->session->arena, "Module %s not found in directory %s", name, nothing.path));
	if (moddb_exists(job->db))
		return 1;
	err_set(&err, ENOENT, "'%s' does not exist", nothing.path);
	step_tell(job, &nothing, NULL, &err);
	return 1;
}

static const char present_words[] = "Module already in kernel";

/* What the errno value means, in kmod's words. */
static const char *refusal_words(const struct job *job, const struct err *err)
{
	if (err->code == EEXIST && job->options->first_time)
		return present_words;
	if (err->code == ENOENT && kernel_refused(err))
		return "Unknown symbol in module, or unknown parameter (see dmesg)";
	return err_words(err->code);
}

/* `step` is what failed, maybe a module that the target needs; NULL: nothing was tried. */
static int report_insert(struct job *job, const char *name, const struct step *step, const struct err *err)
{
	log_error("could not insert '%s': %s", name, refusal_words(job, err));
	if (step)
		step_tell(job, step, strcmp(step->name, name) ? step->name : NULL, err);
	return 1;
}

static int report_remove(struct job *job, const struct step *step, const struct err *err)
{
	if (kernel_refused(err))
		log_error("could not remove '%s': %s", step->name, err->text);
	else
		complain(job, err->text);
	if (step->kind == STEP_UNLOAD)
		step_tell(job, step, NULL, err);
	return 1;
}

/* ---- what a name means ---- */

/*
 * A path is only what a user typed as one. The kernel's own call is `modprobe -q -- NAME`, with names that anybody may
 * have chosen (that of a network device, say): there a slash is a byte like others. So it is for names from a file.
 */
static bool is_path(const struct job *job, const char *operand, char *const *operands)
{
	bool by_kernel = job->options->quiet && !strcmp(operands[-1], "--");

	return !by_kernel && (*operand == '/' || str_starts(operand, "./"));
}

/* What keeps a path from being a module's file; NULL: nothing that shows without opening it. */
static const char *path_fault(const char *path)
{
	switch (file_kind(path)) {
	case FILE_REGULAR:
		return NULL;
	case FILE_FOLDER:
		return err_words(EISDIR);
	case FILE_UNKNOWN:
		return err_words(errno);
	default:
		return "not a regular file";
	}
}

/* All modules that a request stands for; NULL if it is a path that stands for none, which was told then. */
static const struct target_list *request_find(struct job *job, const struct request *request)
{
	const char *fault;

	if (!request->is_path || job->options->remove)
		return lookup_find(&job->lookup, request->name);
	fault = path_fault(request->name);
	if (!fault)
		return lookup_path(&job->lookup, request->name);
	complain(job, arena_format(&job->session->arena, "Failed to get module from path %s: %s", request->name,
				   fault));
	return NULL;
}

/* ---- loading ---- */

/* A blacklisted module is no failure: it only does not answer to aliases, and with -b not to its name either. */
static bool is_blacklisted(const struct job *job, const struct target *target)
{
	return (target->alias || job->options->blacklist) && entry_named(&job->config.blacklists, target->name);
}

/* Opens the kernel's log before anything is loaded. */
static void attempt_open(struct job *job, const struct plan *plan)
{
	if (!job->run.pretend)
		why_open(&job->log, job->run.kernel, &job->session->arena);
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].kind == STEP_INSTALL)
			kmsg_keep(&job->log);
}

/* What the kernel had to remark on modules that were loaded, or were there. */
static void remarks_tell(struct job *job, const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].kind == STEP_LOAD && plan->steps[i].is_done)
			step_tell(job, &plan->steps[i], NULL, NULL);
}

static int target_try(struct job *job, const struct target *target, const char *params)
{
	struct plan plan = { .arena = job->planner.arena };
	struct err err;
	int rc;

	plan_insert(&plan, &job->planner, target, params);
	if (job->graph.jobs) {
		rc = graph_add(&job->graph, &plan, &err);
		if (!rc)
			names_add(&job->asked, &job->session->arena, target->name);
	} else {
		attempt_open(job, &plan);
		rc = plan_run(&plan, &job->run, &err);
		if (!rc && !job->run.pretend)
			remarks_tell(job, &plan);
	}
	if (rc)
		report_insert(job, target->name, plan.failed, &err);
	arena_reset(&job->scratch);
	if (!job->graph.jobs)	/* which has the paths of modules */
		moddb_forget(job->db, job->planner.arena);
	return !!rc;
}

/*
 * For -D. Of many names, most lead to modules that others led to already: what was printed then is printed again, if it
 * depended on nothing but the module's name.
 */
static int target_show(struct job *job, const struct target *target, const char *params)
{
	struct out *out = &job->session->out;
	size_t start = out->written + out->buf.length;
	bool is_common = job->options->all && !*params && !target->path &&
			 !(target->alias && entry_named(&job->config.options, target->alias));
	void **shown = is_common ? map_slot(&job->shown, str_of(target->name)) : NULL;
	struct str *text = shown ? *shown : NULL;
	int code;

	if (text) {
		out_put(out, text->at, text->length);
		return 0;
	}
	code = target_try(job, target, params);
	if (shown && !code && out->written <= start) {	/* all of it is still there */
		*shown = text = arena_alloc(&job->session->arena, sizeof *text);
		text->length = out->written + out->buf.length - start;
		text->at = arena_copy(&job->session->arena, out->buf.at + out->buf.length - text->length, text->length);
	}
	return code;
}

/* Loads what -j has collected. Failures are told in the order of the names, when all has ended. */
static int graph_finish(struct job *job)
{
	int code = 0;

	attempt_open(job, &job->graph.plan);
	graph_run(&job->graph);
	for (size_t i = 0; i < job->asked.count; i++) {
		const struct err *err;
		const struct step *failed = graph_failure(&job->graph, job->asked.at[i], &err);

		if (failed)
			code = report_insert(job, job->asked.at[i], failed, err);
	}
	remarks_tell(job, &job->graph.plan);
	return code;
}

static int report_present(struct job *job, const struct target *target)
{
	if (!job->options->first_time)
		return 0;
	log_error("could not insert '%s': %s", target->name, present_words);
	return 1;
}

static int target_insert(struct job *job, const struct target *target, const char *params)
{
	void **result;
	int code;

	if (job->run.kernel && target_is_live(&job->planner, &job->run, target))
		return report_present(job, target);
	if (is_blacklisted(job, target))
		return 0;
	if (!job->run.kernel)
		return target_show(job, target, params);
	result = map_slot(&job->results, str_of(target->name));
	if (*result)
		return *(const int *)*result;
	code = target_try(job, target, params);
	*result = (void *)&results[code];
	return code;
}

/* ---- removing ---- */

static int target_remove(struct job *job, const struct target *target)
{
	bool has_command = !job->options->bare && entry_matching(&job->config.removes, target->name);
	enum module_state state = kernel_state(job->run.kernel, target->name);
	struct arena *arena = &job->session->arena;
	struct plan plan = { .arena = arena };
	struct err err;

	if (!has_command && (state == MODULE_BUILTIN ||
			     (state == MODULE_ABSENT && moddb_builtin(job->db, target->name, NULL) > 0)))
		return complain(job, arena_format(arena, "Module %s is builtin.", target->name));
	if (!has_command && state == MODULE_ABSENT && job->options->first_time)
		return complain(job, arena_format(arena, "Module %s is not in kernel.", target->name));
	if (!has_command && state == MODULE_ABSENT)
		return 0;
	plan_remove(&plan, &job->planner, target);
	if (!plan_run(&plan, &job->run, &err))
		return 0;
	return report_remove(job, plan.failed, &err);
}

/* ---- all requests ---- */

/*
 * A name that no index knows may be that of a module which was loaded from elsewhere: it can be removed. Without a
 * module directory, as in a container, the host may have loaded it.
 */
static int unknown_handle(struct job *job, const char *name)
{
	const struct target target = { .name = name_normal(&job->session->arena, name) };

	if (job->options->remove) {
		if (kernel_state(job->run.kernel, target.name) == MODULE_LIVE)
			return target_remove(job, &target);
		return complain(job, arena_format(&job->session->arena, "Module %s not found.", name));
	}
	if (!job->options->show_alias && job->run.kernel && !moddb_exists(job->db) &&
	    target_is_live(&job->planner, &job->run, &target))
		return report_present(job, &target);
	return report_unknown(job, name);
}

static int target_handle(struct job *job, const struct target *target, const char *params)
{
	if (job->options->remove)
		return target_remove(job, target);
	if (!job->options->show_alias)
		return target_insert(job, target, params);
	out_format(&job->session->out, "%s\n", target->name);
	return 0;
}

static int request_handle(struct job *job, const struct request *request)
{
	const struct target_list *targets = request_find(job, request);
	int code = 0;

	if (!targets)
		return 1;
	if (targets->count)
		config_complete(&job->config);
	if (job->options->explain)
		code = explanation_print(&job->explanation, request->name, targets, request->params);
	if (!targets->count)
		return unknown_handle(job, request->name);
	for (size_t i = 0; i < targets->count && !job->is_over && !job->options->explain; i++)
		code |= target_handle(job, &targets->at[i], request->params);
	return code;
}

/* Reads standard input to its end. Returns 0 or -errno. */
static int input_read(struct buf *buf)
{
	for (;;) {
		ssize_t count = read(STDIN_FILENO, buf_reserve(buf, INPUT_PIECE), INPUT_PIECE);

		if (count < 0 && errno != EINTR)
			return -errno;
		if (!count)
			return 0;
		if (count > 0)
			buf->length += (size_t)count;
		if (buf->length > INPUT_LIMIT)
			return -EFBIG;
	}
}

/* --stdin: names that end in newlines or NUL bytes. */
static int input_handle(struct job *job)
{
	struct buf buf = { 0 };
	struct str rest, name;
	int rc = input_read(&buf), code = 0;

	if (rc) {
		log_error("could not read standard input: %s", err_words(rc));
		return 1;
	}
	for (size_t i = 0; i < buf.length; i++)
		if (!buf.at[i])
			buf.at[i] = '\n';
	rest = (struct str){ buf.at, buf.length };
	while (str_word(&rest, "\n", &name)) {
		const struct request request = {
			.name = arena_copy(&job->session->arena, name.at, name.length),
			.params = "",
		};

		code |= request_handle(job, &request);
	}
	buf_free(&buf);
	return code;
}

/* The first operand is a module and the others are its parameters; with -a, and with -r, all are modules. */
static int operands_handle(struct job *job, int count, char **operands)
{
	bool all = job->options->all || job->options->remove;
	size_t params = all || !count ? 0 : (size_t)count - 1;
	int names = count - (int)params, code = 0;

	for (int i = 0; i < names && !job->is_over; i++) {
		const struct request request = {
			.name = operands[i],
			.is_path = is_path(job, operands[i], operands),
			.params = kernel_params(&job->session->arena, params, operands + 1),
		};

		code |= request_handle(job, &request);
	}
	return code;
}

/* ---- the command ---- */

/* -w was a number to kmod, with its own words for anything else. */
static bool wait_parse(const char *text, unsigned long *milliseconds)
{
	if (!text || str_number(text, WAIT_LIMIT, milliseconds))
		return true;
	log_error("unexpected wait value '%s'.", text);
	return false;
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct modprobe_options *given = fields;
	struct modprobe_options options = *given;
	struct job job = { .session = session, .options = &options };
	int code = 0;

	options.remove |= given->remove_holders;
	options.all |= given->from_stdin || given->explain;
	session_logging(given->to_syslog, given->quiet ? -1 : given->verbose);
	if (!wait_parse(given->wait, &job.run.wait))
		return 1;
	if (!count && !given->show_config && !given->from_stdin) {
		log_error("missing parameters. See -h.");
		return 1;
	}
	if (!job_open(&job))
		return 1;
	if (given->show_config)
		return config_show(session, &job.config, job.db);
	if (given->show_exports || given->show_versions)
		return symbols_show(session, job.db, operands[0], given->show_exports);
	run_prepare(&job);
	code = operands_handle(&job, count, operands);
	if (given->from_stdin && !job.is_over)
		code |= input_handle(&job);
	if (job.graph.jobs)
		code |= graph_finish(&job);
	return code;
}

#define FIELD(name) offsetof(struct modprobe_options, name)

static const struct opt modprobe_options[] = {
	{ 'a', OPT_FLAG, FIELD(all), "all" },
	{ 0, OPT_FLAG, FIELD(from_stdin), "stdin" },
	{ 'r', OPT_FLAG, FIELD(remove), "remove" },
	{ 0, OPT_FLAG, FIELD(remove_holders), "remove-holders" },
	{ 'j', OPT_NUMBER, FIELD(jobs), "jobs" },
	{ 'w', OPT_TEXT, FIELD(wait), "wait" },
	{ 0, OPT_FLAG, FIELD(first_time), "first-time" },
	{ 'i', OPT_FLAG, FIELD(bare), "ignore-install" },
	{ 'i', OPT_FLAG, FIELD(bare), "ignore-remove" },
	{ 'b', OPT_FLAG, FIELD(blacklist), "use-blacklist" },
	{ 0, OPT_FLAG, FIELD(allow_forbidden), "allow-forbidden" },
	{ 'f', OPT_FLAG, FIELD(force), "force" },
	{ 0, OPT_FLAG, FIELD(force_modversion), "force-modversion" },
	{ 0, OPT_FLAG, FIELD(force_vermagic), "force-vermagic" },
	{ 'R', OPT_FLAG, FIELD(show_alias), "show-alias" },
	{ 'D', OPT_FLAG, FIELD(show_depends), "show-depends" },
	{ 'c', OPT_FLAG, FIELD(show_config), "show-config" },
	{ 0, OPT_FLAG, FIELD(show_versions), "show-modversions" },
	{ 0, OPT_FLAG, FIELD(show_exports), "show-exports" },
	{ 0, OPT_FLAG, FIELD(explain), "explain" },
	{ 'n', OPT_FLAG, FIELD(dry_run), "dry-run" },
	{ 'C', OPT_LIST, FIELD(configs), "config" },
	{ 'd', OPT_TEXT, FIELD(root), "dirname" },
	{ 'S', OPT_TEXT, FIELD(release), "set-version" },
	{ 0, OPT_FLAG, FIELD(trusted_only), "trusted-only" },
	{ 'q', OPT_FLAG, FIELD(quiet), "quiet" },
	{ 's', OPT_FLAG, FIELD(to_syslog), "syslog" },
	{ 'v', OPT_COUNT, FIELD(verbose), "verbose" },

	/* what kmod calls deprecated, and still takes without a word */
	{ 0, OPT_FLAG, FIELD(remove_holders), "remove-dependencies" },
	{ 0, OPT_FLAG, FIELD(show_alias), "resolve-alias" },
	{ 0, OPT_FLAG, FIELD(show_config), "showconfig" },
	{ 0, OPT_FLAG, FIELD(show_versions), "dump-modversions" },
	{ 0, OPT_FLAG, FIELD(dry_run), "show" },
	{ 0 },
};

const struct applet applet_modprobe = {
	.name = "modprobe",
	.options = modprobe_options,
	.options_size = sizeof(struct modprobe_options),
	.environment = "MODPROBE_OPTIONS",
	.run = run,
};
