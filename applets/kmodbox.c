/* SPDX-License-Identifier: 0BSD */
/* The program under its own name: shows its applets, and makes the links that they are called by. */
#include "applet.h"
#include "base/files.h"
#include "base/log.h"
#include "usage.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct kmodbox_options {
	bool list, install, force;
};

/* Where this program lies, without links on the way; without /proc, what its caller wrote if that is a full path. */
static const char *program_path(struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path);

	if (length > 0)
		return arena_copy(arena, path, (size_t)length);
	return *program_invocation_name == '/' ? program_invocation_name : NULL;
}

/* How to get to `file` from inside `folder`; both are real paths: "../bin/kmodbox". */
static const char *path_relative(struct arena *arena, const char *folder, const char *file)
{
	const char *relative = file;
	size_t common = 0, i = 0;

	for (; folder[i] && folder[i] == file[i]; i++)
		if (folder[i] == '/')
			common = i + 1;
	if (!folder[i] && file[i] == '/')
		return file + i + 1;
	relative += common;
	for (i = common; folder[i]; i++)
		if (i == common || folder[i] == '/')
			relative = arena_format(arena, "../%s", relative);
	return relative;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat first, second;

	return !stat(a, &first) && !stat(b, &second) && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

/* In one step, so that there is always a command of that name. */
static int link_replace(struct arena *arena, const char *target, const char *path, struct err *err)
{
	char *temporary = arena_format(arena, "%s.%d.tmp", path, (int)getpid());

	if (symlink(target, temporary))
		return err_sys(err, "could not create '%s'", temporary);
	if (!rename(temporary, path))
		return 0;
	err_sys(err, "could not replace '%s'", path);
	unlink(temporary);
	return -err->code;
}

static int link_install(struct arena *arena, const char *program, const char *target, const char *path,
			bool force, struct err *err)
{
	if (!symlink(target, path))
		return 0;
	if (errno != EEXIST)
		return err_sys(err, "could not create '%s'", path);
	if (is_same_file(path, program))
		return 0;
	if (force)
		return link_replace(arena, target, path, err);
	return err_set(err, EEXIST, "'%s' exists and is another program; --force replaces it", path);
}

/*
 * Links for all applets, relative ones: they hold too where the tree is mounted elsewhere later.
 * (chdir and getcwd tell the folder's real path; musl's realpath would be 1500 bytes for this alone.)
 */
static int install(struct session *session, const char *folder, bool force)
{
	const char *program = program_path(&session->arena);
	char real_folder[PATH_MAX];
	const char *target;
	struct err err;
	int code = 0;

	if (!program) {
		log_error("could not find this program: call it by its full path");
		return 1;
	}
	if (chdir(folder) || !getcwd(real_folder, sizeof real_folder)) {
		err_sys(&err, "could not enter '%s'", folder);
		log_error("%s", err.text);
		return 1;
	}
	target = path_relative(&session->arena, real_folder, program);
	for (const struct applet *const *applet = applets; *applet; applet++) {
		char *path = path_join(&session->arena, real_folder, (*applet)->name);

		if (link_install(&session->arena, program, target, path, force, &err)) {
			log_error("%s", err.text);
			code = 1;
		}
	}
	return code;
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct kmodbox_options *options = fields;

	if (count != (options->install ? 1 : 0)) {
		log_error(count ? "too many arguments provided." : "missing directory.");
		return 1;
	}
	if (options->install)
		return install(session, operands[0], options->force);
	if (!options->list)
		return usage_print(&session->out, session->applet);
	for (const struct applet *const *applet = applets; *applet; applet++)
		out_format(&session->out, "%s\n", (*applet)->name);
	return 0;
}

static const struct opt kmodbox_options[] = {
	{ 0, OPT_FLAG, offsetof(struct kmodbox_options, list), "list" },
	{ 0, OPT_FLAG, offsetof(struct kmodbox_options, install), "install" },
	{ 'f', OPT_FLAG, offsetof(struct kmodbox_options, force), "force" },
	{ 's', OPT_IGNORED, 0, NULL },	/* as busybox: symbolic links */
	{ 0 },
};

const struct applet applet_kmodbox = {
	.name = "kmodbox",
	.options = kmodbox_options,
	.options_size = sizeof(struct kmodbox_options),
	.commands = applets,
	.run = run,
};
