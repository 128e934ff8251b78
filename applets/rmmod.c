/* SPDX-License-Identifier: 0BSD */
/* rmmod: remove modules by name, each for itself; what they need stays. */
#include "applet.h"
#include "base/files.h"
#include "base/log.h"
#include "file/compressor.h"
#include "module/name.h"
#include "why.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

struct rmmod_options {
	bool force, to_syslog;
	int verbose;
};

/* An argument may be a module's file; everything else is a name as it is. */
static char *module_name(struct arena *arena, const char *argument)
{
	size_t stem;

	if (compressor_module_name(argument, &stem) || file_kind(argument) != FILE_UNKNOWN)
		return name_of_path(arena, argument);
	return name_normal(arena, argument);
}

static bool is_builtin(struct session *session, const char *name)
{
	struct moddb *db;

	if (kernel_state(session_kernel(session), name) == MODULE_BUILTIN)
		return true;
	db = moddb_open(&session->arena, session_module_dir(session, NULL, NULL));
	return moddb_builtin(db, name, NULL) > 0;
}

/* Why the kernel did not remove it, or would not. */
static void removal_explain(struct session *session, const char *name, const struct err *err)
{
	const struct attempt attempt = {
		.arena = &session->arena,
		.kernel = session_kernel(session),
		.name = name,
		.err = err,
	};

	why_print(&attempt, NULL);
}

/*
 * Whether there is a point in asking the kernel; if not, says why. A system without /proc/modules
 * cannot tell, so the kernel decides.
 */
static bool may_go(struct session *session, const char *name)
{
	const struct loaded_module *module;
	struct loaded_list list;
	struct err in_use;

	if (kernel_list(session_kernel(session), &list, NULL))
		return true;
	module = loaded_find(&list, name);
	if (!module && is_builtin(session, name))
		log_error("Module %s is builtin.", name);
	else if (!module)
		log_error("Module %s is not currently loaded", name);
	else if (module->holder_count)
		log_error("Module %s is in use by:%s", name, loaded_holders(module, &session->arena));
	else if (module->references > 0)
		log_error("Module %s is in use", name);
	else if (module->references < 0)
		log_error("Module unloading is not supported");
	else
		return true;
	kernel_answer(&in_use, -EAGAIN);
	if (module)
		removal_explain(session, name, &in_use);
	return false;
}

static int module_remove(struct session *session, const char *argument, bool force)
{
	const char *name = module_name(&session->arena, argument);
	unsigned flags = O_NONBLOCK | (force ? O_TRUNC : 0);
	struct err err;

	if (!force && !may_go(session, name))
		return 1;
	log_info("removing module %s", name);
	if (!kernel_unload(session_kernel(session), name, flags, &err))
		return 0;
	log_error("could not remove module %s: %s", argument, err.text);
	removal_explain(session, name, &err);
	return 1;
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct rmmod_options *options = fields;
	int code = 0;

	session_logging(options->to_syslog, options->verbose);
	if (!count) {
		log_error("missing module name.");
		return 1;
	}
	for (int i = 0; i < count; i++)
		code |= module_remove(session, operands[i], options->force);
	return code;
}

static const struct opt rmmod_options[] = {
	{ 'f', OPT_FLAG, offsetof(struct rmmod_options, force), "force" },
	{ 's', OPT_FLAG, offsetof(struct rmmod_options, to_syslog), "syslog" },
	{ 'v', OPT_COUNT, offsetof(struct rmmod_options, verbose), "verbose" },
	{ 'w', OPT_IGNORED, 0, "wait" },	/* kernels since 3.13 do not wait */
	{ 0 },
};

const struct applet applet_rmmod = {
	.name = "rmmod",
	.options = rmmod_options,
	.options_size = sizeof(struct rmmod_options),
	.run = run,
};
