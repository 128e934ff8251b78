/* SPDX-License-Identifier: 0BSD */
/* insmod: load one module file, without its dependencies and without any configuration. */
#include "applet.h"
#include "base/log.h"
#include "file/compressor.h"

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

/* The line names the file already: of "could not open 'FILE': REASON" only the reason is news. */
static const char *failure_words(const struct err *err)
{
	const char *words = err_words(err->code);

	return str_ends(err->text, words) ? words : err->text;
}

static unsigned load_flags(const struct insmod_options *options)
{
	unsigned flags = 0;

	if (options->force || options->force_modversion)
		flags |= LOAD_IGNORE_MODVERSIONS;
	if (options->force || options->force_vermagic)
		flags |= LOAD_IGNORE_VERMAGIC;
	return flags;
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

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct insmod_options *options = fields;
	struct image image = { 0 };
	const char *path, *params;
	struct err err;
	int rc;

	session_logging(options->to_syslog, options->verbose);
	if (!count) {
		log_error("missing filename.");
		return 1;
	}
	path = operands[0];
	parameters_check(count - 1, operands + 1);
	params = kernel_params(&session->arena, (size_t)count - 1, operands + 1);
	if (strcmp(path, "-"))
		rc = image_open(&image, path, &session->arena, &err);
	else
		rc = image_open_fd(&image, STDIN_FILENO, path, &session->arena, &err);
	if (!rc)
		rc = kernel_load(session_kernel(session), &image, params, load_flags(options), &err);
	if (rc && kernel_refused(&err))
		log_error("could not insert module %s: %s", path, refusal_words(err.code));
	else if (rc)
		log_error("could not load module %s: %s", path, failure_words(&err));
	image_close(&image);
	return rc ? 1 : 0;
}

static const struct opt insmod_options[] = {
	{ 'f', OPT_FLAG, offsetof(struct insmod_options, force), "force", NULL,
	  "load it in spite of wrong versions: may crash the machine" },
	{ 0, OPT_FLAG, offsetof(struct insmod_options, force_modversion), "force-modversion", NULL,
	  "ignore the versions of symbols only" },
	{ 0, OPT_FLAG, offsetof(struct insmod_options, force_vermagic), "force-vermagic", NULL,
	  "ignore the kernel version and build only" },
	{ 's', OPT_FLAG, offsetof(struct insmod_options, to_syslog), "syslog", NULL,
	  "print messages to the system log" },
	{ 'v', OPT_COUNT, offsetof(struct insmod_options, verbose), "verbose", NULL,
	  "print more messages" },
	{ 'p', OPT_IGNORED, 0, NULL, NULL, NULL },	/* old scripts: kmod took these until 33 */
	{ 'q', OPT_IGNORED, 0, NULL, NULL, NULL },
	{ 0 },
};

const struct applet applet_insmod = {
	.name = "insmod",
	.operands = "[OPTION...] FILE|- [PARAMETER=VALUE...]",
	.summary = "load one module file into the kernel",
	.notes = "FILE may be compressed; - is standard input. Use modprobe to load by name, with dependencies.\n",
	.options = insmod_options,
	.options_size = sizeof(struct insmod_options),
	.run = run,
};
