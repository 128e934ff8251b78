/* SPDX-License-Identifier: 0BSD */
/* modprobe on Linux 2.4: modules with what they need, by modules.conf and modules.dep. */
#include "applet.h"
#include "base/files.h"
#include "base/glob.h"
#include "base/log.h"
#include "compat24/run24.h"
#include "kernel/sys.h"

#include <string.h>
#include <unistd.h>

struct modprobe24_options {
	bool all, show_config, list, quiet, to_syslog;
	int verbose;
	const char *config, *type;
	struct run24 run;
	struct conf24 conf;
};

/* One call of modprobe. */
struct job24 {
	struct session *session;
	struct modprobe24_options options;
	struct tree24 tree;
	const char *type;	/* "/net/": modules lie in a folder of that name, or somewhere below; "": anywhere */
	bool is_safe;		/* names are nobody's patterns */
};

extern const struct applet applet_insmod24;

static int insmod(void *context, const struct words *words)
{
	struct session *session = context;
	int code = applet_run(session, &applet_insmod24, *words);

	log_open("modprobe");
	return code;
}

/*
 * Whether the kernel called, by the environment that it gives (2.4's kernel/kmod.c), or somebody without rights
 * through a program with them: then a name that anybody may have chosen is to be a name and nothing else.
 */
static bool is_safe_call(void)
{
	static const char kernels[] = "HOME=/ TERM=linux PATH=/sbin:/usr/sbin:/bin:/usr/bin";
	struct str rest = str_of(kernels), word;
	char **each = environ;

	while (str_word(&rest, " ", &word))
		if (!*each || !str_equal(word, *each++))
			return getuid() != geteuid();
	return !*each || getuid() != geteuid();
}

/* ---- names ---- */

/* Lists the modules that match a pattern, or does the first that can be done, with -a all. */
static int pattern_do(struct job24 *job, const char *pattern)
{
	const struct modprobe24_options *options = &job->options;
	bool is_found = options->list, is_done = options->list;
	const struct file24 *file = job->tree.files;

	for (; file && (!is_done || options->all || options->list); file = file->next) {
		if (!glob_match(pattern, file->name) || !strstr(file->path, job->type))
			continue;
		is_found = true;
		if (options->list)
			out_format(&job->session->out, "%s\n", file->path);
		else if (!run24_name(&job->options.run, file->name, NULL))
			is_done = true;
	}
	if (!is_found)
		log_plain("Can't locate module %s", pattern);
	return is_done ? 0 : 1;
}

static int operand_do(struct job24 *job, const char *name, const struct words *params)
{
	if (!job->is_safe && (job->options.list || *job->type || glob_is_pattern(name)))
		return pattern_do(job, name);
	if (!job->is_safe || (*name != '-' && !strpbrk(name, "=/*?[")))
		return run24_name(&job->options.run, name, params) != 0;
	log_plain("'%s' is no name for a module", name);
	return 1;
}

/* Each name is followed by its parameters. The kernel gives one name, the last word. */
static int operands_do(struct job24 *job, int count, char **operands)
{
	int failures = 0;

	for (int i = job->is_safe ? count - 1 : 0; i < count;) {
		const char *name = operands[i++];
		struct words params = { .at = operands + i };

		for (; i < count && strchr(operands[i], '='); i++)
			params.count++;
		failures |= operand_do(job, name, &params);
	}
	return failures;
}

/* ---- the command ---- */

static int run(struct session *session, const void *fields, int count, char **operands)
{
	struct job24 job = { .session = session, .options = *(const struct modprobe24_options *)fields };
	struct modprobe24_options *options = &job.options;
	struct arena *arena = &session->arena;
	struct conf24 *conf = &options->conf;
	struct run24 *run24 = &options->run;
	struct err err;

	session_logging(options->to_syslog, options->quiet || conf->autoclean ? -1 : 0);
	job.is_safe = is_safe_call();
	job.tree.arena = run24->arena = conf->arena = arena;
	conf->root = sys_root();
	conf->release = session_kernel(session)->release;
	run24->conf = conf;
	run24->tree = &job.tree;
	run24->kernel = &session->kernel;
	if (options->verbose || run24->pretend)
		run24->out = &session->out;
	run24->flags = arena_format(arena, "%s%s", options->quiet ? "-q " : "", options->to_syslog ? "-s" : "");
	job.type = options->type ? arena_format(arena, "/%s/", options->type) : "";
	run24->insmod = insmod;
	run24->context = session;
	if (conf24_read(conf, options->config, &err))
		log_error("%s", err.text);
	if (options->show_config) {
		conf24_print(conf, &session->out);
		return 0;
	}
	if (run24->remove && !count)
		return run24_reap(run24) != 0;
	if (!count && !options->list && !options->type) {
		log_plain("Nothing to load ???");
		return 1;
	}
	if (tree24_read(&job.tree, conf, conf->root, &err)) {
		log_plain("%s", err.text);
		return 1;
	}
	return count ? operands_do(&job, count, operands) : pattern_do(&job, "*");
}

#define FIELD(name) offsetof(struct modprobe24_options, name)

static const struct opt modprobe24_options[] = {
	{ 'a', OPT_FLAG, FIELD(all), "all" },
	{ 'c', OPT_FLAG, FIELD(show_config), "showconfig" },
	{ 'C', OPT_TEXT, FIELD(config), "config" },
	{ 'k', OPT_FLAG, FIELD(conf.autoclean), "autoclean" },
	{ 'l', OPT_FLAG, FIELD(list), "list" },
	{ 'n', OPT_FLAG, FIELD(run.pretend), "show" },
	{ 'q', OPT_FLAG, FIELD(quiet), "quiet" },
	{ 'r', OPT_FLAG, FIELD(run.remove), "remove" },
	{ 's', OPT_FLAG, FIELD(to_syslog), "syslog" },
	{ 't', OPT_TEXT, FIELD(type), "type" },
	{ 'v', OPT_COUNT, FIELD(verbose), "verbose" },
	{ 'd', OPT_COUNT, FIELD(verbose), "debug" },
	{ 0 },
};

const struct applet applet_modprobe24 = {
	.name = "modprobe",
	.page = "modprobe24",
	.options = modprobe24_options,
	.options_size = sizeof(struct modprobe24_options),
	.run = run,
};
