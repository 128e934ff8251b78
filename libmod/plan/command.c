/* SPDX-License-Identifier: 0BSD */
/* Commands of install and remove lines: a child process with some variables more. */
#include "plan/command.h"

#include "base/names.h"
#include "base/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The commands that are running above this process: " install:snd remove:loop ". */
#define RUNNING "MODPROBE_RUNNING"

/* Adds "NAME=VALUE" in place of what is there under that name. */
static void variable_set(struct name_list *variables, struct arena *arena, const char *name, const char *value)
{
	const char *text = arena_format(arena, "%s=%s", name, value);
	size_t length = strlen(name) + 1;

	for (size_t i = 0; i < variables->count; i++) {
		if (!strncmp(variables->at[i], text, length)) {
			variables->at[i] = text;
			return;
		}
	}
	names_add(variables, arena, text);
}

static char **environment_make(struct arena *arena, const struct command *command, const char *running)
{
	struct name_list variables = { 0 };

	for (char **each = environ; each && *each; each++)
		names_add(&variables, arena, *each);
	variable_set(&variables, arena, "MODPROBE_MODULE", command->module);
	variable_set(&variables, arena, "CMDLINE_OPTS", command->params);
	variable_set(&variables, arena, RUNNING, running);
	if (command->child_options)
		variable_set(&variables, arena, "MODPROBE_OPTIONS", command->child_options);
	names_add(&variables, arena, NULL);
	return (char **)variables.at;
}

int command_run(struct arena *arena, const struct command *command)
{
	const char *outer = getenv(RUNNING), *above = arena_format(arena, "%s ", outer ? outer : "");
	const char *self = arena_format(arena, " %s:%s ", command->kind, command->module);
	char **environment = environment_make(arena, command, arena_format(arena, "%s%s", above, self + 1));
	const char *arguments[] = { "sh", "-c", "--", command->text, NULL };
	int status;
	pid_t child;

	if (strstr(above, self))
		return -ELOOP;
	signal_default(SIGCHLD);	/* who ignores it, as we may have inherited, never learns a status */
	child = vfork();	/* all that the child does is to become the shell */
	if (child < 0)
		return -errno;
	if (!child) {
		execve("/bin/sh", (char **)arguments, environment);
		_exit(127);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
