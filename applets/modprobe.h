/* SPDX-License-Identifier: 0BSD */
/* What modprobe is asked to do, and with what. */
#ifndef MODPROBE_H
#define MODPROBE_H

#include "base/opt.h"
#include "cause/cause.h"
#include "modprobe_explain.h"
#include "plan/graph.h"
#include "plan/lookup.h"
#include "plan/plan.h"

struct modprobe_options {
	bool all, from_stdin, remove, remove_holders, first_time, bare, blacklist, allow_forbidden;
	bool force, force_modversion, force_vermagic;
	bool show_alias, show_depends, show_config, show_versions, show_exports, dry_run, explain;
	bool trusted_only, quiet, to_syslog;
	int verbose;
	unsigned long jobs;
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
	struct kmsg log;
	struct arena scratch;	/* what a plan is made with, given back after each */
	struct map shown;	/* module -> struct str, what -D prints for it as often as names lead to it */
	struct map results;	/* module -> one of results[]: none is tried twice, by whatever alias */
	struct explanation explanation;
	struct graph graph;	/* -j: names are only planned, into this; with .jobs 0 they are loaded one by one */
	struct name_list asked;	/* modules of which the graph shall tell how they ended */
	bool is_over;		/* a failure after which the other names are not looked at */
};

/*
 * Configuration, module directory, and what plans are made with, as the options want it. False if they are not to be
 * trusted, which was told then.
 */
bool job_open(struct job *job);

/* How plans are run, and explained. After job_open. */
void run_prepare(struct job *job);

#endif
