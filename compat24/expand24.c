/* SPDX-License-Identifier: 0BSD */
/* What the shell would make of words in modules.conf: it is asked, by echo, as modutils did. */
#include "compat24/conf24.h"
#include "plan/command.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 4096 };

/*
 * What the shell prints, "" if it cannot be run. The pipe has room for it: nobody reads until the end, and who writes
 * more fails and does not wait.
 */
static char *shell_output(struct arena *arena, const char *text)
{
	const struct command command = { .kind = "expand", .text = text, .module = "", .params = "" };
	char *output = arena_alloc(arena, OUTPUT_LIMIT);
	int saved = dup(STDOUT_FILENO), ends[2];

	if (saved >= 0 && !pipe2(ends, O_NONBLOCK | O_CLOEXEC)) {
		dup2(ends[1], STDOUT_FILENO);
		command_run(arena, &command);
		dup2(saved, STDOUT_FILENO);
		if (read(ends[0], output, OUTPUT_LIMIT - 1) < 0)
			*output = '\0';
		close(ends[0]);
		close(ends[1]);
	}
	close(saved);
	output[strcspn(output, "\n")] = '\0';
	return output;
}

/* The text with each `from` in it replaced by the first bytes of the release. */
static char *replace(const struct conf24 *conf, char *text, const char *from, int length)
{
	char *at;

	while ((at = strstr(text, from)))
		text = arena_format(conf->arena, "%.*s%.*s%s", (int)(at - text), text, length, conf->release,
				    at + strlen(from));
	return text;
}

char *expand24(const struct conf24 *conf, char *text)
{
	text = replace(conf, text, "`uname -r`", 64);
	text = replace(conf, text, "`kernelversion`", 3);
	if (!strpbrk(text, "$`*?[~"))
		return text;
	return shell_output(conf->arena, arena_format(conf->arena, "%secho %s", conf->defines, text));
}
