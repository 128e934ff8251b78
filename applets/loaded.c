/* SPDX-License-Identifier: 0BSD */
/*
 * The list of loaded modules:
 *
 *	Module                  Size  Used by
 *	jbd2                  188416  1 ext4
 *
 * All of it is from one read of /proc/modules, also the users and their order (the newest first). kmod asks
 * /sys/module for each, sees some of them go meanwhile, and shows users as the folder happens to list them.
 */
#include "loaded.h"

#include "base/log.h"

const struct opt loaded_options[] = {
	{ 's', OPT_FLAG, offsetof(struct loaded_options, to_syslog), "syslog" },
	{ 'v', OPT_COUNT, offsetof(struct loaded_options, verbose), "verbose" },
	{ 0 },
};

static void module_print(struct out *out, const struct loaded_module *module)
{
	/* kmod shows a count that the kernel does not keep as -2 (-ENOENT) */
	long references = module->references < 0 ? -2 : module->references;

	out_format(out, "%-19s %8lu  %ld", module->name, module->size, references);
	for (size_t i = 0; i < module->holder_count; i++) {
		out_string(out, i ? "," : " ");
		out_string(out, module->holders[i]);
	}
	out_string(out, "\n");
}

int loaded_run(struct session *session, const void *fields, int count, char **operands)
{
	const struct loaded_options *options = fields;
	struct loaded_list list;
	struct err err;

	(void)operands;
	session_logging(options->to_syslog, options->verbose);
	if (count) {
		log_error("too many arguments provided.");
		return 1;
	}
	if (kernel_list(session_kernel(session), &list, &err)) {
		log_error("could not get list of modules: %s", err.text);
		return 1;
	}
	out_string(&session->out, "Module                  Size  Used by\n");
	for (size_t i = 0; i < list.count; i++)
		module_print(&session->out, &list.at[i]);
	return 0;
}
