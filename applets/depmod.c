/* SPDX-License-Identifier: 0BSD */
/* depmod: makes the files by which the other tools find modules. */
#include "applet.h"
#include "base/files.h"
#include "base/fmt.h"
#include "base/log.h"
#include "depmod/depmod.h"
#include "kernel/sys.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/times.h>
#include <unistd.h>

struct depmod_options {
	struct depmod_request request;
	bool all;
	const char *base, *module_dir, *out_base;
};

#define FIELD(name) offsetof(struct depmod_options, name)

static const struct opt depmod_table[] = {
	{ 'a', OPT_FLAG, FIELD(all), "all" },
	{ 'A', OPT_FLAG, FIELD(request.quick), "quick" },
	{ 0, OPT_FLAG, FIELD(request.incremental), "incremental" },
	{ 'n', OPT_FLAG, FIELD(request.show), "show" },
	{ 0, OPT_FLAG, FIELD(request.show), "dry-run" },
	{ 0, OPT_FLAG, FIELD(request.verify), "verify" },
	{ 0, OPT_FLAG, FIELD(request.strict), "strict" },
	{ 'b', OPT_TEXT, FIELD(base), "basedir" },
	{ 'm', OPT_TEXT, FIELD(module_dir), "moduledir" },
	{ 'o', OPT_TEXT, FIELD(out_base), "outdir" },
	{ 'C', OPT_LIST, FIELD(request.configs), "config" },
	{ 'e', OPT_FLAG, FIELD(request.errsyms), "errsyms" },
	{ 'E', OPT_TEXT, FIELD(request.symvers), "symvers" },
	{ 'F', OPT_TEXT, FIELD(request.system_map), "filesyms" },
	{ 'P', OPT_TEXT, FIELD(request.reading.options.prefix), "symbol-prefix" },
	{ 'w', OPT_FLAG, FIELD(request.output.warn), "warn" },
	{ 'v', OPT_FLAG, FIELD(request.output.verbose), "verbose" },
	{ 'j', OPT_NUMBER, FIELD(request.reading.workers), "jobs" },
	{ 'q', OPT_IGNORED, 0, "quiet" },
	{ 'r', OPT_IGNORED, 0, "root" },
	{ 'u', OPT_IGNORED, 0, "unresolved-error" },
	{ 0 },
};

/* "5.10.0-1-amd64": two numbers with a dot; anything else is not looked for. */
static bool is_version(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits && text[digits] == '.' && strspn(text + digits + 1, "0123456789");
}

/*
 * The tree of a version below a root. A link as first part (/lib -> /usr/lib) leads to its place below the root, not
 * to the running system's; and where there is no /lib/modules, /usr/lib/modules may be.
 */
static char *tree_dir(struct arena *arena, const char *root, const char *module_dir, const char *version)
{
	const char *where = module_dir ? module_dir : "/lib/modules";
	char *dir = path_join(arena, path_join(arena, root, where), version);
	char target[PATH_MAX];
	ssize_t length = module_dir ? -1 : readlink(path_join(arena, root, "/lib"), target, sizeof target - 1);

	if (*root && length > 0 && *target == '/') {
		target[length] = '\0';
		dir = path_join(arena, path_join(arena, path_join(arena, root, target), "modules"), version);
	}
	if (!module_dir && file_kind(dir) == FILE_UNKNOWN) {
		char *usr = path_join(arena, path_join(arena, root, "/usr/lib/modules"), version);

		if (file_kind(usr) == FILE_FOLDER)
			return usr;
	}
	return dir;
}

/* One line on a terminal that erases itself; nothing if it is over soon. */
struct progress {
	clock_t started, shown;	/* ticks of 10 ms; 0: not yet */
};

enum { TICKS = 100, PROGRESS_AFTER = TICKS / 2, PROGRESS_EVERY = TICKS / 10 };

static void progress_show(void *context, size_t done, size_t all)
{
	struct progress *progress = context;
	struct tms unused;
	clock_t now = times(&unused), elapsed = now - progress->started;
	char line[96];
	size_t length;

	if (done == all ? !progress->shown : elapsed < PROGRESS_AFTER || now - progress->shown < PROGRESS_EVERY)
		return;
	if (done == all)
		length = fmt(line, sizeof line, "\r\033[K");
	else
		length = fmt(line, sizeof line, "\rdepmod: %zu of %zu modules read, %lu s left\033[K", done, all,
			     (unsigned long)elapsed * (unsigned long)(all - done) / (done + 1) / TICKS + 1);
	progress->shown = write(STDERR_FILENO, line, length) < 0 || done == all ? 0 : now;
}

static int check_options(const struct depmod_request *request, int count, char **operands, struct err *err)
{
	const char *prefix = request->reading.options.prefix;

	if (count && !is_version(operands[0]))
		return err_set(err, EINVAL, "Bad version passed %s", operands[0]);
	if (prefix && (!*prefix || prefix[1]))
		return err_set(err, EINVAL, "-P only takes a single char");
	if (request->errsyms && !request->symvers && !request->system_map)
		log_warn("-e needs -E or -F");
	return 0;
}

static void request_fill(struct depmod_request *request, struct session *session,
			 const struct depmod_options *options, int count, char **operands)
{
	struct arena *arena = &session->arena;
	bool whole;

	request->version = count ? operands[0] : session_kernel(session)->release;
	request->config_root = sys_root();
	request->dir = tree_dir(arena, options->base ? path_absolute(arena, options->base) : sys_root(),
				options->module_dir, request->version);
	request->out_dir = request->dir;
	if (options->out_base)
		request->out_dir = path_join(arena, path_join(arena, path_absolute(arena, options->out_base),
				options->module_dir ? options->module_dir : "/lib/modules"), request->version);
	if (count > 1) {
		request->files = operands + 1;
		request->file_count = (size_t)count - 1;
	}
	request->outputs = depmod_outputs;
	request->out = &session->out;
	request->errsyms &= request->symvers || request->system_map;
	request->reading.options.versions = request->errsyms;
	/* the cache is about whole trees, and holds no versions */
	whole = !request->show && !request->verify && !request->files;
	request->quick &= whole;
	request->incremental = (request->incremental || request->quick) && whole && !request->errsyms;
	request->reading.options.stamps = request->incremental;
}

static int depmod_applet(struct session *session, const void *fields, int count, char **operands)
{
	const struct depmod_options *options = fields;
	struct depmod_request request = options->request;
	struct tms unused;
	struct progress progress = { .started = times(&unused) };
	struct err err;
	int rc;

	session_logging(false, request.output.verbose);
	rc = check_options(&request, count, operands, &err);
	if (!rc) {
		request_fill(&request, session, options, count, operands);
		if (isatty(STDERR_FILENO)) {
			request.reading.progress = progress_show;
			request.reading.context = &progress;
		}
		rc = depmod_run(&request, &session->arena, &err);
	}
	if (rc < 0)
		log_error("%s", err.text);
	return rc ? 1 : 0;
}

const struct applet applet_depmod = {
	.name = "depmod",
	.options = depmod_table,
	.options_size = sizeof(struct depmod_options),
	.run = depmod_applet,
};
