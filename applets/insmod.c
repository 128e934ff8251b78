/* SPDX-License-Identifier: 0BSD */
/* insmod: load one module file, without its dependencies and without any configuration. */
#include "applet.h"
#include "base/log.h"
#include "file/compressor.h"
#include "why.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct insmod_options {
	bool force, force_modversion, force_vermagic, to_syslog;
	int verbose;
};

/* What the kernel's errno values mean for a module: the words that scripts know from kmod. */
static const char *refusal_words(int code)
{
	switch (code) {
	case ENOEXEC:
		return "Invalid module format";
	case ENOENT:
		return "Unknown symbol in module";
	case ESRCH:
		return "Module has wrong symbol version";
	case EINVAL:
		return "Invalid parameters";
	default:
		return err_words(code);
	}
}

/* "insmod a.ko b.ko" is taken by others as well, with b.ko as a parameter that the kernel ignores. */
static void parameters_check(int count, char **parameters)
{
	size_t stem;

	for (int i = 0; i < count; i++)
		if (!strchr(parameters[i], '=') && compressor_module_name(parameters[i], &stem))
			log_warn("'%s' is taken as a parameter; insmod loads one file at a time",
				 parameters[i]);
}

static int file_load(struct session *session, struct image *image, struct attempt *attempt, struct err *err)
{
	int rc;

	if (strcmp(attempt->path, "-"))
		rc = image_open(image, attempt->path, &session->arena, err);
	else
		rc = image_open_fd(image, STDIN_FILENO, attempt->path, &session->arena, err);
	if (rc)
		return rc;
	attempt->image = image;
	why_open(attempt->log, attempt->kernel, &session->arena);
	return kernel_load(attempt->kernel, image, attempt->params, attempt->flags, err);
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct insmod_options *options = fields;
	struct image image = { 0 };
	struct kmsg log = { 0 };
	struct attempt attempt = { .arena = &session->arena, .log = &log };
	struct err err;

	session_logging(options->to_syslog, options->verbose);
	if (!count) {
		log_error("missing filename.");
		return 1;
	}
	attempt.path = operands[0];
	attempt.flags = session_load_flags(options->force, options->force_modversion, options->force_vermagic);
	parameters_check(count - 1, operands + 1);
	attempt.params = kernel_params(&session->arena, (size_t)count - 1, operands + 1);
	attempt.kernel = session_kernel(session);
	attempt.db = moddb_open(&session->arena, session_module_dir(session, NULL, NULL));
	if (file_load(session, &image, &attempt, &err)) {
		log_error("could not %s module %s: %s", attempt.image ? "insert" : "load", attempt.path,
			  attempt.image ? refusal_words(err.code) : err_words(err.code));
		attempt.err = &err;
	}
	why_print(&attempt, NULL);
	return attempt.err != NULL;
}

static const struct opt insmod_options[] = {
	{ 'f', OPT_FLAG, offsetof(struct insmod_options, force), "force" },
	{ 0, OPT_FLAG, offsetof(struct insmod_options, force_modversion), "force-modversion" },
	{ 0, OPT_FLAG, offsetof(struct insmod_options, force_vermagic), "force-vermagic" },
	{ 's', OPT_FLAG, offsetof(struct insmod_options, to_syslog), "syslog" },
	{ 'v', OPT_COUNT, offsetof(struct insmod_options, verbose), "verbose" },
	{ 'p', OPT_IGNORED, 0, NULL },	/* old scripts: kmod took these until 33 */
	{ 'q', OPT_IGNORED, 0, NULL },
	{ 0 },
};

const struct applet applet_insmod = {
	.name = "insmod",
	.options = insmod_options,
	.options_size = sizeof(struct insmod_options),
	.run = run,
};
