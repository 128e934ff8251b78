/* SPDX-License-Identifier: 0BSD */
/* depmod for Linux 2.4: modules.dep with direct dependencies, and the maps of device ids. */
#include "applet.h"
#include "base/files.h"
#include "base/log.h"
#include "compat24/depmod24.h"
#include "kernel/sys.h"

struct depmod24_options {
	struct depmod24 depmod;
	bool all, show, quiet, to_syslog, verbose;
	const char *config;
};

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct depmod24_options *options = fields;
	bool has_release = count && *operands[0] >= '0' && *operands[0] <= '9';
	struct arena *arena = &session->arena;
	struct conf24 conf = { .arena = arena, .root = sys_root() };
	const char *ksyms = path_join(arena, sys_root(), "/proc/ksyms");
	struct depmod24 depmod = options->depmod;
	struct err err;
	int rc;

	session_logging(options->to_syslog, 0);
	conf.release = has_release ? operands[0] : session_kernel(session)->release;
	depmod.arena = arena;
	depmod.conf = &conf;
	depmod.base = depmod.base ? path_absolute(arena, depmod.base) : sys_root();
	depmod.files = operands + has_release;
	depmod.file_count = (size_t)(count - has_release);
	depmod.errsyms &= !options->quiet;
	if (options->verbose)
		depmod.verbose = &session->out;
	if (options->show || depmod.file_count)
		depmod.show = &session->out;
	if (!depmod.symbols && !has_release && file_kind(ksyms) == FILE_REGULAR)
		depmod.symbols = ksyms;
	rc = conf24_read(&conf, options->config, &err);
	if (!rc)
		rc = depmod24_run(&depmod, &err);
	if (rc < 0)
		log_error("%s", err.text);
	return rc ? 1 : 0;
}

#define FIELD(name) offsetof(struct depmod24_options, name)

static const struct opt depmod24_options[] = {
	{ 'a', OPT_FLAG, FIELD(all), "all" },
	{ 'A', OPT_FLAG, FIELD(depmod.quick), "quick" },
	{ 'b', OPT_TEXT, FIELD(depmod.base), "basedir" },
	{ 'C', OPT_TEXT, FIELD(config), "config" },
	{ 'e', OPT_FLAG, FIELD(depmod.errsyms), "errsyms" },
	{ 'F', OPT_TEXT, FIELD(depmod.symbols), "filesyms" },
	{ 'n', OPT_FLAG, FIELD(show), "show" },
	{ 'q', OPT_FLAG, FIELD(quiet), "quiet" },
	{ 's', OPT_FLAG, FIELD(to_syslog), "syslog" },
	{ 'u', OPT_FLAG, FIELD(depmod.strict), "unresolved-error" },
	{ 'v', OPT_FLAG, FIELD(verbose), "verbose" },
	{ 'r', OPT_IGNORED, 0, "root" },
	{ 0 },
};

const struct applet applet_depmod24 = {
	.name = "depmod",
	.page = "depmod24",
	.options = depmod24_options,
	.options_size = sizeof(struct depmod24_options),
	.takes_release = true,
	.run = run,
};
