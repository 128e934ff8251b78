/* SPDX-License-Identifier: 0BSD */
/* rmmod on Linux 2.4: names are as the kernel has them, so a dash is a dash. */
#include "applet.h"
#include "base/log.h"
#include "compat24/ksyms24.h"

#include <errno.h>

struct rmmod24_options {
	bool all, stacks, to_syslog;
	int verbose;
};

static int module_remove(struct session *session, const char *name)
{
	struct err err;

	log_info("removing module %s", name ? name : "that nobody uses");
	if (!kernel_unload(session_kernel(session), name, 0, &err))
		return 0;
	log_error("%s: %s", name ? name : "-a", err.code == ENOENT ? "module is not loaded" : err.text);
	return 1;
}

/*
 * What the removed ones used goes too, unless the kernel sees another use. The newest stands first in the list, so what
 * a module uses comes behind it; a removed one loses its name there.
 */
static void stack_remove(struct session *session, const struct loaded_list *list)
{
	struct err ignored;

	for (size_t i = 0; i < list->count; i++) {
		struct loaded_module *module = &list->at[i];

		for (size_t j = 0; j < module->holder_count; j++) {
			if (loaded_find(list, module->holders[j]))
				continue;
			if (!kernel_unload(session_kernel(session), module->name, 0, &ignored))
				module->name = "";
			break;
		}
	}
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct rmmod24_options *options = fields;
	struct ksyms24 ksyms = { 0 };
	struct loaded_module *module;
	int code = 0;

	session_logging(options->to_syslog, options->verbose);
	if (!count && !options->all) {
		log_error("missing module name.");
		return 1;
	}
	if (options->all)
		code = module_remove(session, NULL);
	if (options->stacks)
		ksyms24_read(&ksyms, &session->arena, false, NULL);
	for (int i = 0; i < count; i++) {
		module = loaded_find(&ksyms.modules, operands[i]);
		if (module_remove(session, operands[i]))
			code = 1;
		else if (module)
			module->name = "";
	}
	stack_remove(session, &ksyms.modules);
	return code;
}

#define FIELD(name) offsetof(struct rmmod24_options, name)

static const struct opt rmmod24_options[] = {
	{ 'a', OPT_FLAG, FIELD(all), "all" },
	{ 'r', OPT_FLAG, FIELD(stacks), "stacks" },
	{ 's', OPT_FLAG, FIELD(to_syslog), "syslog" },
	{ 'v', OPT_COUNT, FIELD(verbose), "verbose" },
	{ 0 },
};

const struct applet applet_rmmod24 = {
	.name = "rmmod",
	.page = "rmmod24",
	.options = rmmod24_options,
	.options_size = sizeof(struct rmmod24_options),
	.run = run,
};
