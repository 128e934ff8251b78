/* SPDX-License-Identifier: 0BSD */
/* Running the command of an install or remove line. */
#ifndef PLAN_COMMAND_H
#define PLAN_COMMAND_H

#include "base/arena.h"

struct command {
	const char *kind;		/* "install" or "remove" */
	const char *text;		/* for /bin/sh -c */
	const char *module;		/* MODPROBE_MODULE */
	const char *params;		/* CMDLINE_OPTS */
	const char *child_options;	/* MODPROBE_OPTIONS; NULL: as it is in our environment */
};

/*
 * Runs the command and waits for its end. The text is given to the shell as it stands in the file: `$CMDLINE_OPTS`
 * in it is expanded by the shell from its environment, so what a parameter says is never run.
 *
 * Returns its exit code, 128 and the number of the signal that ended it, or -errno if it could not be started;
 * -ELOOP if this process was itself started, however far away, by the same command for the same module: without
 * that, `install a modprobe a` would never end.
 */
int command_run(struct arena *arena, const struct command *command);

#endif
