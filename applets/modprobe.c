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
#include "modprobe_show.h"
#include "module/name.h"
#include "plan/lookup.h"
#include "plan/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct modprobe_options {
	bool all, from_stdin, remove, remove_holders, first_time, bare, blacklist, allow_forbidden;
	bool force, force_modversion, force_vermagic;
	bool show_alias, show_depends, show_config, show_versions, show_exports, dry_run;
	bool quiet, to_syslog;
	int verbose;
	const char *wait, *root, *release;
	struct opt_list configs;
};

/* One call of modprobe. */
struct job {
	struct session *session;
	const struct modprobe_options *options;
	struct config config;
	struct moddb *db;
	struct lookup lookup;
	struct planner planner;
	struct run run;
	struct arena plans;	/* what plans are made of, given back after each if there may be many */
	struct map results;	/* module -> one of results[]: none is tried twice, by whatever alias */
	bool is_over;		/* a failure after which the other names are not looked at */
};

/* What loading a module has come to. */
static const int results[] = { 0, 1 };

enum { INPUT_LIMIT = 16 << 20, INPUT_PIECE = 64 << 10, WAIT_LIMIT = 24 * 60 * 60 * 1000 };

/* What the user asked for. */
struct request {
	const char *name;
	bool is_path;
	const char *params;	/* joined; "" if none */
};

/* ---- setting up ---- */

static unsigned load_flags(const struct modprobe_options *options)
{
	unsigned flags = 0;

	if (options->force || options->force_modversion)
		flags |= LOAD_IGNORE_MODVERSIONS;
	if (options->force || options->force_vermagic)
		flags |= LOAD_IGNORE_VERMAGIC;
	return flags;
}

/* MODPROBE_OPTIONS for commands that call modprobe: what it was, and the options that are meant for them too. */
static const char *child_options(struct arena *arena, const struct modprobe_options *options)
{
	const char *text = getenv("MODPROBE_OPTIONS");

	text = text ? text : "";
	for (size_t i = 0; i < options->configs.count; i++) {
		const char *path = options->configs.at[i];

		text = arena_format(arena, strchr(path, '\'') ? "%s -C \"%s\"" : "%s -C '%s'", text, path);
	}
	if (options->to_syslog)
		text = arena_format(arena, "%s -s", text);
	if (options->quiet)
		text = arena_format(arena, "%s -q", text);
	if (options->verbose)
		text = arena_format(arena, "%s -v", text);
	return *text ? text : NULL;
}

static void run_prepare(struct job *job)
{
	const struct modprobe_options *options = job->options;
	struct arena *arena = &job->session->arena;
	bool print = options->show_depends || ((options->dry_run || options->verbose) && !options->quiet);

	job->run = (struct run){
		.wait = job->run.wait,
		.arena = arena,
		.kernel = options->show_depends && !options->remove ? NULL : session_kernel(job->session),
		.out = print ? &job->session->out : NULL,
		.pretend = options->show_depends || options->dry_run,
		.first_time = options->first_time,
		.force_remove = options->force,
		.load_flags = load_flags(options),
		.child_options = child_options(arena, options),
		.live.arena = arena,
	};
}

/* A plan or two may as well stay in memory. */
static bool is_batch(const struct modprobe_options *options)
{
	return options->all;
}

/* Configuration, module directory, and what plans are made with. */
static void job_open(struct job *job)
{
	const struct modprobe_options *options = job->options;
	struct arena *arena = &job->session->arena;
	const char *root = options->root ? path_absolute(arena, options->root) : NULL;
	const char *dir = session_module_dir(job->session, root, options->release);
	const struct config_sources sources = {
		.root = sys_root(),
		.paths = options->configs.at,
		.path_count = options->configs.count,
		.module_dir = options->show_alias ? NULL : dir,
		.weakdeps = options->show_config,
	};

	if (!options->show_versions && !options->show_exports)
		config_read(&job->config, &sources, arena);
	job->db = moddb_open(arena, dir);
	lookup_open(&job->lookup, arena, &job->config, job->db);
	job->planner = (struct planner){
		.arena = is_batch(options) ? &job->plans : arena,
		.config = &job->config,
		.db = job->db,
		.lookup = &job->lookup,
		.kernel = options->remove ? session_kernel(job->session) : NULL,
		.bare = options->bare,
		.allow_forbidden = options->allow_forbidden,
		.remove_holders = options->remove_holders,
	};
	job->results.arena = arena;
}

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

static int report_unknown(struct job *job, const char *name)
{
	const char *dir = moddb_dir(job->db);

	complain(job, arena_format(&job->session->arena, "Module %s not found in directory %s", name, dir));
	if (!moddb_exists(job->db))
		log_plain("'%s' does not exist: the modules of that kernel are not installed; in a container, that "
			  "directory can be mounted from the host", dir);
	return 1;
}

/* What the errno value means, in kmod's words. */
static const char *refusal_words(const struct job *job, const struct err *err)
{
	if (err->code == EEXIST && job->options->first_time)
		return "Module already in kernel";
	if (err->code == ENOENT && kernel_refused(err))
		return "Unknown symbol in module, or unknown parameter (see dmesg)";
	return err_words(err->code);
}

/* `step` is what failed, maybe a module that the target needs; NULL: nothing was tried. */
static int report_insert(const struct job *job, const struct target *target, const struct step *step,
			 const struct err *err)
{
	if (step && step->kind == STEP_FORBIDDEN)
		log_error("module '%s' is forbidden by %s line %u%s%s", step->name, step->forbid->origin.file,
			  step->forbid->origin.line, *step->forbid->text ? ": " : "", step->forbid->text);
	else if (!kernel_refused(err))
		log_error("%s", err->text);
	log_error("could not insert '%s': %s", target->name, refusal_words(job, err));
	/* Why a kernel refuses is to be told here (libmod/cause), from the step's file and parameters. */
	return 1;
}

static int report_remove(struct job *job, const struct step *step, const struct err *err)
{
	if (!kernel_refused(err))
		return complain(job, err->text);
	log_error("could not remove '%s': %s", step->name, err->text);
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

	if (!request->is_path)
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

static int target_try(struct job *job, const struct target *target, const char *params)
{
	struct plan plan = { .arena = job->planner.arena };
	struct err err;
	int code = 0;

	plan_insert(&plan, &job->planner, target, params);
	if (plan_run(&plan, &job->run, &err))
		code = report_insert(job, target, plan.failed, &err);
	arena_reset(&job->plans);
	return code;
}

static int report_present(const struct job *job, const struct target *target)
{
	struct err err;

	if (!job->options->first_time)
		return 0;
	err_set(&err, EEXIST, "%s", err_words(EEXIST));
	return report_insert(job, target, NULL, &err);
}

static int target_insert(struct job *job, const struct target *target, const char *params)
{
	void **result;
	int code;

	if (job->run.kernel && target_is_live(&job->planner, &job->run, target))
		return report_present(job, target);
	if (is_blacklisted(job, target))
		return 0;
	result = map_slot(&job->results, str_of(target->name));
	if (job->run.kernel && *result)
		return *(const int *)*result;
	code = target_try(job, target, params);
	*result = (void *)&results[code];
	return code;
}

/* Without a module directory, as in a container, a module may still be there: the host has loaded it. */
static int unknown_insert(struct job *job, const char *name)
{
	const struct target target = { .name = name_normal(&job->session->arena, name) };

	if (job->run.kernel && !moddb_exists(job->db) && target_is_live(&job->planner, &job->run, &target))
		return report_present(job, &target);
	return report_unknown(job, name);
}

static int request_insert(struct job *job, const struct request *request)
{
	const struct target_list *targets = request_find(job, request);
	int code = 0;

	if (!targets)
		return 1;
	if (!targets->count)
		return unknown_insert(job, request->name);
	for (size_t i = 0; i < targets->count; i++)
		code |= target_insert(job, &targets->at[i], request->params);
	return code;
}

static int request_show(struct job *job, const struct request *request)
{
	const struct target_list *targets = request_find(job, request);

	if (!targets)
		return 1;
	if (!targets->count)
		return report_unknown(job, request->name);
	for (size_t i = 0; i < targets->count; i++)
		out_format(&job->session->out, "%s\n", targets->at[i].name);
	return 0;
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

/* A name that no index knows may be that of a module which was loaded from elsewhere. */
static int unknown_remove(struct job *job, const char *name)
{
	const struct target target = { .name = name_normal(&job->session->arena, name) };

	if (kernel_state(job->run.kernel, target.name) == MODULE_LIVE)
		return target_remove(job, &target);
	return complain(job, arena_format(&job->session->arena, "Module %s not found.", name));
}

static int request_remove(struct job *job, const struct request *request)
{
	const struct target_list *targets = lookup_find(&job->lookup, request->name);
	int code = 0;

	if (!targets->count)
		return unknown_remove(job, request->name);
	for (size_t i = 0; i < targets->count && !job->is_over; i++)
		code |= target_remove(job, &targets->at[i]);
	return code;
}

/* ---- all requests ---- */

static int request_handle(struct job *job, const struct request *request)
{
	if (job->options->remove)
		return request_remove(job, request);
	return job->options->show_alias ? request_show(job, request) : request_insert(job, request);
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
	options.all |= given->from_stdin;
	session_logging(given->to_syslog, given->quiet ? -1 : given->verbose);
	if (!wait_parse(given->wait, &job.run.wait))
		return 1;
	if (!count && !given->show_config && !given->from_stdin) {
		log_error("missing parameters. See -h.");
		return 1;
	}
	job_open(&job);
	if (given->show_config)
		return config_show(session, &job.config, job.db);
	if (given->show_exports || given->show_versions)
		return symbols_show(session, job.db, operands[0], given->show_exports);
	run_prepare(&job);
	code = operands_handle(&job, count, operands);
	if (given->from_stdin && !job.is_over)
		code |= input_handle(&job);
	return code;
}

#define FIELD(name) offsetof(struct modprobe_options, name)

static const struct opt modprobe_options[] = {
	{ 'a', OPT_FLAG, FIELD(all), "all", NULL, "all arguments are modules, and a failure does not stop" },
	{ 0, OPT_FLAG, FIELD(from_stdin), "stdin", NULL, "take names from standard input too, like -a" },
	{ 'r', OPT_FLAG, FIELD(remove), "remove", NULL, "remove modules, and what only they needed" },
	{ 0, OPT_FLAG, FIELD(remove_holders), "remove-holders", NULL, "remove what uses them first (implies -r)" },
	{ 'w', OPT_TEXT, FIELD(wait), "wait", "MSEC", "try a removal that long while the module is in use" },
	{ 0, OPT_FLAG, FIELD(first_time), "first-time", NULL, "fail if there is nothing to load or to remove" },
	{ 'i', OPT_FLAG, FIELD(bare), "ignore-install", NULL, "run no install command and load no softdeps" },
	{ 'i', OPT_FLAG, FIELD(bare), "ignore-remove", NULL, "run no remove command and remove no softdeps" },
	{ 'b', OPT_FLAG, FIELD(blacklist), "use-blacklist", NULL, "blacklisted names are not loaded either" },
	{ 0, OPT_FLAG, FIELD(allow_forbidden), "allow-forbidden", NULL, "load in spite of forbid lines" },
	{ 'f', OPT_FLAG, FIELD(force), "force", NULL, "in spite of wrong versions, or of users: may crash" },
	{ 0, OPT_FLAG, FIELD(force_modversion), "force-modversion", NULL, "ignore the versions of symbols only" },
	{ 0, OPT_FLAG, FIELD(force_vermagic), "force-vermagic", NULL, "ignore the kernel's version only" },
	{ 'R', OPT_FLAG, FIELD(show_alias), "show-alias", NULL, "print what a name or an alias stands for" },
	{ 'D', OPT_FLAG, FIELD(show_depends), "show-depends", NULL, "print what would be loaded, also if it is there" },
	{ 'c', OPT_FLAG, FIELD(show_config), "show-config", NULL, "print the configuration and all aliases" },
	{ 0, OPT_FLAG, FIELD(show_versions), "show-modversions", NULL, "print the versions that a module needs" },
	{ 0, OPT_FLAG, FIELD(show_exports), "show-exports", NULL, "print the symbols that a module exports" },
	{ 'n', OPT_FLAG, FIELD(dry_run), "dry-run", NULL, "print what would be done, and do nothing" },
	{ 'C', OPT_LIST, FIELD(configs), "config", "PATH", "file or folder instead of the folders modprobe.d" },
	{ 'd', OPT_TEXT, FIELD(root), "dirname", "DIR", "look for lib/modules below DIR" },
	{ 'S', OPT_TEXT, FIELD(release), "set-version", "RELEASE", "take the modules of that release" },
	{ 'q', OPT_FLAG, FIELD(quiet), "quiet", NULL, "print no messages" },
	{ 's', OPT_FLAG, FIELD(to_syslog), "syslog", NULL, "print messages to the system log" },
	{ 'v', OPT_COUNT, FIELD(verbose), "verbose", NULL, "print what is done" },

	/* what kmod calls deprecated, and still takes without a word */
	{ 0, OPT_FLAG, FIELD(remove_holders), "remove-dependencies", NULL, NULL },
	{ 0, OPT_FLAG, FIELD(show_alias), "resolve-alias", NULL, NULL },
	{ 0, OPT_FLAG, FIELD(show_config), "showconfig", NULL, NULL },
	{ 0, OPT_FLAG, FIELD(show_versions), "dump-modversions", NULL, NULL },
	{ 0, OPT_FLAG, FIELD(dry_run), "show", NULL, NULL },
	{ 0 },
};

const struct applet applet_modprobe = {
	.name = "modprobe",
	.operands = "[OPTION...] MODULE [PARAMETER=VALUE...]",
	.summary = "load and remove modules with what they need",
	.notes = "MODULE is a name, an alias, or a path that begins with / or ./\n",
	.options = modprobe_options,
	.options_size = sizeof(struct modprobe_options),
	.environment = "MODPROBE_OPTIONS",
	.run = run,
};
