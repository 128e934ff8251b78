/* SPDX-License-Identifier: 0BSD */
/* depmod: makes the files by which the other tools find modules. */
#include "applet.h"
#include "base/files.h"
#include "base/fmt.h"
#include "base/log.h"
#include "depmod/crew.h"
#include "depmod/depmod.h"
#include "kernel/sys.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct depmod_options {
	bool all, quick, show, verbose, warn, errsyms, verify, strict, incremental;
	const char *base, *module_dir, *out_base, *symvers, *system_map, *prefix;
	struct opt_list configs;
	unsigned long threads;
};

#define FIELD(name) offsetof(struct depmod_options, name)

static const struct opt depmod_table[] = {
	{ 'a', OPT_FLAG, FIELD(all), "all", NULL, "index all modules (the default)" },
	{ 'A', OPT_FLAG, FIELD(quick), "quick", NULL, "do nothing if no module has changed" },
	{ 0, OPT_FLAG, FIELD(incremental), "incremental", NULL, "read only what has changed; keeps modules.cache" },
	{ 'n', OPT_FLAG, FIELD(show), "show", NULL, "print the text files, write nothing" },
	{ 0, OPT_FLAG, FIELD(show), "dry-run", NULL, NULL },
	{ 0, OPT_FLAG, FIELD(verify), "verify", NULL, "say which files are stale or damaged, write nothing" },
	{ 0, OPT_FLAG, FIELD(strict), "strict", NULL, "write nothing if one module file is bad" },
	{ 'b', OPT_TEXT, FIELD(base), "basedir", "DIR", "the system's root (default: /)" },
	{ 'm', OPT_TEXT, FIELD(module_dir), "moduledir", "DIR", "where trees lie below it (default: /lib/modules)" },
	{ 'o', OPT_TEXT, FIELD(out_base), "outdir", "DIR", "another root for the files that are written" },
	{ 'C', OPT_LIST, FIELD(configs), "config", "PATH", "file or folder instead of the folders depmod.d" },
	{ 'e', OPT_FLAG, FIELD(errsyms), "errsyms", NULL, "report symbols that nobody exports (needs -E or -F)" },
	{ 'E', OPT_TEXT, FIELD(symvers), "symvers", "FILE", "the kernel's Module.symvers: check versions too" },
	{ 'F', OPT_TEXT, FIELD(system_map), "filesyms", "FILE", "the kernel's System.map" },
	{ 'P', OPT_TEXT, FIELD(prefix), "symbol-prefix", "CHAR", "first character of all symbols" },
	{ 'w', OPT_FLAG, FIELD(warn), "warn", NULL, "report keys that an index holds twice" },
	{ 'v', OPT_FLAG, FIELD(verbose), "verbose", NULL, "print who needs whom" },
	{ 'j', OPT_NUMBER, FIELD(threads), "jobs", "N", "read with N threads (default: the processors)" },
	{ 'q', OPT_IGNORED, 0, "quiet", NULL, NULL },
	{ 'r', OPT_IGNORED, 0, "root", NULL, NULL },
	{ 'u', OPT_IGNORED, 0, "unresolved-error", NULL, NULL },
	{ 0 },
};

/* "5.10.0-1-amd64": two numbers with a dot; anything else is not looked for. */
static bool is_version(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits && text[digits] == '.' && strspn(text + digits + 1, "0123456789");
}

/* Paths in messages and of external modules are absolute. */
static char *absolute(struct arena *arena, const char *path)
{
	char here[PATH_MAX];

	if (*path == '/' || !getcwd(here, sizeof here))
		return arena_string(arena, path);
	return path_join(arena, here, path);
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
	long started, shown;	/* milliseconds */
	bool is_shown;
};

/* More than any machine has use for here; each may need memory for the largest unpacked module. */
enum { THREADS_MOST = 64 };

enum { PROGRESS_AFTER = 500, PROGRESS_EVERY = 100 };

static long now_ms(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void progress_end(struct progress *progress)
{
	static const char erase[] = "\r\033[K";

	if (progress->is_shown && write(STDERR_FILENO, erase, sizeof erase - 1) > 0)
		progress->is_shown = false;
}

static void progress_show(void *context, size_t done, size_t all)
{
	struct progress *progress = context;
	long now = now_ms(), elapsed = now - progress->started;
	unsigned long long left;
	char line[96];
	size_t length;

	if (done == all)
		progress_end(progress);
	if (elapsed < PROGRESS_AFTER || now - progress->shown < PROGRESS_EVERY || !done || done == all)
		return;
	left = (unsigned long long)elapsed * (all - done) / done / 1000 + 1;
	length = fmt(line, sizeof line, "\rdepmod: %zu of %zu modules read, %llu s left\033[K", done, all, left);
	if (write(STDERR_FILENO, line, length) < 0)
		return;
	progress->shown = now;
	progress->is_shown = true;
}

static int check_options(const struct depmod_options *options, int count, char **operands, struct err *err)
{
	if (count && !is_version(operands[0]))
		return err_set(err, EINVAL, "Bad version passed %s", operands[0]);
	if (options->prefix && strlen(options->prefix) != 1)
		return err_set(err, EINVAL, "-P only takes a single char");
	if (options->errsyms && !options->symvers && !options->system_map)
		log_warn("-e needs -E or -F");
	return 0;
}

static void request_fill(struct depmod_request *request, struct session *session,
			 const struct depmod_options *options, int count, char **operands)
{
	struct arena *arena = &session->arena;
	const char *version = count ? operands[0] : session_kernel(session)->release;
	const char *root = options->base ? absolute(arena, options->base) : sys_root();

	*request = (struct depmod_request){
		.action = options->show ? DEPMOD_SHOW : options->verify ? DEPMOD_VERIFY : DEPMOD_PUBLISH,
		.dir = tree_dir(arena, root, options->module_dir, version),
		.version = version,
		.config_root = sys_root(),
		.configs = options->configs.at,
		.config_count = options->configs.count,
		.files = count > 1 ? operands + 1 : NULL,
		.file_count = count > 1 ? (size_t)count - 1 : 0,
		.outputs = depmod_outputs,
		.symvers = options->symvers,
		.system_map = options->system_map,
		.errsyms = options->errsyms && (options->symvers || options->system_map),
		.strict = options->strict,
		.verbose = options->verbose ? &session->out : NULL,
		.output = { .warn = options->warn, .verbose = options->verbose },
		.out = &session->out,
	};
	request->quick = options->quick && request->action == DEPMOD_PUBLISH && !request->files;
	/* the cache is about whole trees, and holds no versions */
	request->incremental = (options->incremental || options->quick) && request->action == DEPMOD_PUBLISH &&
			       !request->files && !request->errsyms;
	request->out_dir = request->dir;
	if (options->out_base)
		request->out_dir = path_join(arena, path_join(arena, absolute(arena, options->out_base),
				options->module_dir ? options->module_dir : "/lib/modules"), version);
	request->reading.options = (struct read_options){
		.prefix = options->prefix ? *options->prefix : 0,
		.versions = request->errsyms,
	};
	request->reading.options.stamps = request->incremental;
	request->reading.threads = crew_default_threads();
	if (options->threads)
		request->reading.threads = options->threads < THREADS_MOST ? (unsigned)options->threads : THREADS_MOST;
}

static int depmod_applet(struct session *session, const void *fields, int count, char **operands)
{
	const struct depmod_options *options = fields;
	struct progress progress = { .started = now_ms() };
	struct depmod_request request;
	struct err err;
	int rc;

	session_logging(false, options->verbose);
	rc = check_options(options, count, operands, &err);
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
	.operands = "[OPTION...] [VERSION [FILE...]]",
	.summary = "make the indexes of a tree of modules",
	.options = depmod_table,
	.options_size = sizeof(struct depmod_options),
	.run = depmod_applet,
};
