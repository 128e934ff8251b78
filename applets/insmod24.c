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
	{ 'f', OPT_FLAG, FIELD(load.force), "force" },
	{ 'k', OPT_FLAG, FIELD(load.autoclean), "autoclean" },
	{ 'm', OPT_FLAG, FIELD(map), "map" },
	{ 'n', OPT_FLAG, FIELD(load.no_load), "noload" },
	{ 'o', OPT_TEXT, FIELD(load.name), "name" },
	{ 'p', OPT_FLAG, FIELD(load.probe), "probe" },
	{ 'q', OPT_FLAG, FIELD(load.quiet), "quiet" },
	{ 's', OPT_FLAG, FIELD(to_syslog), "syslog" },
	{ 'S', OPT_FLAG, FIELD(load.kallsyms), "kallsyms" },
	{ 'v', OPT_COUNT, FIELD(verbose), "verbose" },
	{ 'x', OPT_FLAG, FIELD(load.no_export), "noexport" },
	{ 'Y', OPT_FLAG, FIELD(load.no_ksymoops), "noksymoops" },
	{ 'e', OPT_TEXT, FIELD(load.persist), "persist" },
	/* what is always so, or decides nothing here */
	{ 'L', OPT_IGNORED, 0, "lock" },
	{ 'N', OPT_IGNORED, 0, "numeric-only" },
	{ 'P', OPT_IGNORED_TEXT, 0, "prefix" },
	{ 'r', OPT_IGNORED, 0, "root" },
	{ 'X', OPT_IGNORED, 0, "export" },
	{ 'y', OPT_IGNORED, 0, "ksymoops" },
	{ 0 },
};

const struct applet applet_insmod24 = {
	.name = "insmod",
	.page = "insmod24",
	.options = insmod24_options,
	.options_size = sizeof(struct insmod24_options),
	.run = run,
};
