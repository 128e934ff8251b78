/* SPDX-License-Identifier: 0BSD */
/* insmod on Linux 2.4: links one module file and loads it, without its dependencies. */
#include "applet.h"
#include "base/files.h"
#include "base/log.h"
#include "compat24/conf24.h"
#include "compat24/kernel24.h"
#include "compat24/tree24.h"
#include "kernel/sys.h"
#include "why.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct insmod24_options {
	struct load24 load;
	bool map, to_syslog;
	int verbose;
};

/* A bare name that is no file is looked up, as modprobe does it. NULL: it is nowhere. */
static const char *file_find(struct session *session, const char *operand)
{
	struct conf24 conf = { .arena = &session->arena, .root = sys_root() };
	struct err err;

	if (strchr(operand, '/') || file_kind(operand) == FILE_REGULAR)
		return operand;
	conf.release = session_kernel(session)->release;
	if (conf24_read(&conf, NULL, &err))
		log_warn("%s", err.text);
	operand = tree24_search(&conf, operand);
	if (operand)
		out_format(&session->out, "Using %s\n", operand);
	out_flush(&session->out);
	return operand;
}

static int image_find(struct session *session, const char *operand, struct image *image, struct err *err)
{
	const char *path;

	if (!strcmp(operand, "-"))
		return image_open_fd(image, STDIN_FILENO, operand, &session->arena, err);
	path = file_find(session, operand);
	if (!path)
		return err_set(err, ENOENT, "%s: no module by that name found", operand);
	return image_open(image, path, &session->arena, err);
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct insmod24_options *options = fields;
	struct load24 load = options->load;
	struct attempt attempt = { .arena = &session->arena };
	struct image image = { 0 };
	struct err err;
	int rc;

	session_logging(options->to_syslog, options->verbose);
	if (!count) {
		log_error("missing filename.");
		return 1;
	}
	load.params = operands + 1;
	load.param_count = (size_t)count - 1;
	load.map = options->map ? &session->out : NULL;
	rc = image_find(session, operands[0], &image, &err);
	if (!rc)
		rc = kernel24_load(session_kernel(session), &image, &load, &err);
	if (rc) {
		log_error("%s", err.text);
		attempt.err = &err;
		if (err.cause)
			why_print(&attempt, NULL);
	}
	image_close(&image);
	return rc != 0;
}

#define FIELD(name) offsetof(struct insmod24_options, name)

static const struct opt insmod24_options[] = {
	{ 'f', OPT_FLAG, FIELD(load.force), "force", NULL,
	  "load it in spite of wrong versions: may crash the machine" },
	{ 'k', OPT_FLAG, FIELD(load.autoclean), "autoclean", NULL, "rmmod -a may remove it" },
	{ 'm', OPT_FLAG, FIELD(map), "map", NULL, "print a map of it" },
	{ 'n', OPT_FLAG, FIELD(load.no_load), "noload", NULL, "do not load it" },
	{ 'o', OPT_TEXT, FIELD(load.name), "name", "NAME", "its name" },
	{ 'p', OPT_FLAG, FIELD(load.probe), "probe", NULL, "only check whether it fits" },
	{ 'q', OPT_FLAG, FIELD(load.quiet), "quiet", NULL, "be silent about unresolved symbols" },
	{ 's', OPT_FLAG, FIELD(to_syslog), "syslog", NULL, "print messages to the system log" },
	{ 'S', OPT_FLAG, FIELD(load.kallsyms), "kallsyms", NULL, "add all symbols, for debuggers" },
	{ 'v', OPT_COUNT, FIELD(verbose), "verbose", NULL, "print more messages" },
	{ 'x', OPT_FLAG, FIELD(load.no_export), "noexport", NULL, "export nothing" },
	{ 'Y', OPT_FLAG, FIELD(load.no_ksymoops), "noksymoops", NULL, "add no symbols for ksymoops" },
	{ 'e', OPT_TEXT, FIELD(load.persist), "persist", "FILE", "read saved parameters" },
	/* what is always so, or decides nothing here */
	{ 'L', OPT_IGNORED, 0, "lock", NULL, NULL },
	{ 'N', OPT_IGNORED, 0, "numeric-only", NULL, NULL },
	{ 'P', OPT_IGNORED, 0, "prefix", "PREFIX", NULL },
	{ 'r', OPT_IGNORED, 0, "root", NULL, NULL },
	{ 'X', OPT_IGNORED, 0, "export", NULL, NULL },
	{ 'y', OPT_IGNORED, 0, "ksymoops", NULL, NULL },
	{ 0 },
};

const struct applet applet_insmod24 = {
	.name = "insmod",
	.operands = "[OPTION...] FILE|NAME [PARAMETER=VALUE...]",
	.summary = "load one module file into the kernel",
	.options = insmod24_options,
	.options_size = sizeof(struct insmod24_options),
	.run = run,
};
