/* SPDX-License-Identifier: 0BSD */
/* Setting up what modprobe works with, as its options want it. */
#include "modprobe.h"

#include "base/files.h"
#include "base/log.h"
#include "config/trust.h"
#include "kernel/sys.h"
#include "kernel/sysmodule.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

/* MODPROBE_OPTIONS for commands that call modprobe: what it was, and the options that are meant for them too. */
static const char *child_options(struct arena *arena, const struct modprobe_options *options)
{
	const char *text = getenv("MODPROBE_OPTIONS");

	text = text ? text : "";
	for (size_t i = 0; i < options->configs.count; i++) {
		const char *path = options->configs.at[i];

		text = arena_format(arena, strchr(path, '\'') ? "%s -C \"%s\"" : "%s -C '%s'", text, path);
	}
	text = arena_format(arena, "%s%s%s%s", text, options->to_syslog ? " -s" : "", options->quiet ? " -q" : "",
			    options->verbose ? " -v" : "");
	return *text ? text : NULL;
}

/* What runs here counts only if it is meant: no other root, no other release. */
static void explain_prepare(struct job *job)
{
	const struct modprobe_options *options = job->options;
	struct kernel *kernel = session_kernel(job->session);
	bool is_other = options->root || (options->release && strcmp(options->release, kernel->release));

	job->explanation = (struct explanation){
		.arena = &job->session->arena,
		.out = &job->session->out,
		.planner = &job->planner,
		.kernel = is_other ? NULL : kernel,
		.use_blacklist = options->blacklist,
		.load_flags = job->run.load_flags,
	};
	job->run.kernel = NULL;
	explanation_open(&job->explanation);
}

void run_prepare(struct job *job)
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
		.load_flags = session_load_flags(options->force, options->force_modversion,
						  options->force_vermagic),
		.child_options = child_options(arena, options),
		.live.arena = arena,
	};
	job->run.db = job->db;
	if (options->dry_run && options->all && job->run.kernel)
		sysmodule_list(job->run.kernel);
	if (options->explain)
		explain_prepare(job);
	else if (options->jobs > 1 && !job->run.pretend && !options->remove && !options->show_alias &&
		 !options->first_time && !options->bare)	/* what these mean is a matter of each name */
		job->graph.jobs = options->jobs;
}

bool job_open(struct job *job)
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
		.weakdeps = options->show_config || options->explain,
	};
	struct err err;

	if (!options->show_versions && !options->show_exports)
		config_find(&job->config, &sources, arena);
	if (options->trusted_only && trust_check(&job->config, dir, arena, &err)) {
		log_fatal("%s", err.text);
		return false;
	}
	config_read(&job->config);
	job->db = moddb_open(arena, dir);
	lookup_open(&job->lookup, arena, &job->config, job->db);
	job->planner = (struct planner){
		.arena = options->all ? &job->scratch : arena,
		.config = &job->config,
		.db = job->db,
		.lookup = &job->lookup,
		.kernel = options->remove ? session_kernel(job->session) : NULL,
		.bare = options->bare,
		.allow_forbidden = options->allow_forbidden,
		.remove_holders = options->remove_holders,
	};
	job->graph.planner = &job->planner;
	job->graph.run = &job->run;
	job->graph.plan.arena = arena;
	job->results.arena = arena;
	job->shown.arena = arena;
	return true;
}
