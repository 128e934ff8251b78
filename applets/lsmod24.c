/* SPDX-License-Identifier: 0BSD */
/* lsmod on Linux 2.4: asks the kernel, since /proc/modules is cut at one page. */
#include "loaded.h"

#include "base/files.h"
#include "base/log.h"
#include "compat24/ksyms24.h"

enum { PROC_LIMIT = 1 << 16 };

/* In the words of /proc/modules, of which some scripts read the last. */
static void module_print(struct out *out, const struct loaded_module *module)
{
	const char *between = " [", *state = "";

	if (module->flags & MODULE24_DELETED)
		state = " (deleted)";
	else if (module->flags & MODULE24_INITIALIZING)
		state = " (initializing)";
	else if (!(module->flags & MODULE24_RUNNING))
		state = " (uninitialized)";
	else if (module->flags & MODULE24_AUTOCLEAN)
		state = module->flags & MODULE24_USED_ONCE ? " (autoclean)" : " (autoclean) (unused)";
	else if (!(module->flags & MODULE24_USED_ONCE))
		state = " (unused)";
	out_format(out, "%-20s%8lu%4ld %s", module->name, module->size, module->references, state);
	for (size_t i = 0; i < module->holder_count; i++, between = " ")
		out_format(out, "%s%s", between, module->holders[i]);
	out_string(out, module->holder_count ? "]\n" : "\n");
}

static const char *proc_text(struct session *session, const char *path)
{
	struct str text = str_of("");

	path = path_join(&session->arena, session_kernel(session)->root, path);
	file_read(&session->arena, path, PROC_LIMIT, &text, NULL);
	return text.at;
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct loaded_options *options = fields;
	const char *tainted = proc_text(session, "/proc/sys/kernel/tainted");
	struct ksyms24 ksyms;
	struct err err;

	(void)count, (void)operands;
	session_logging(options->to_syslog, options->verbose);
	if (ksyms24_read(&ksyms, &session->arena, false, &err)) {
		log_error("%s", err.text);
		return 1;
	}
	out_format(&session->out, "Module                  Size  Used by%s\n",
		   !*tainted ? "" : *tainted == '0' ? "    Not tainted" : "    Tainted");
	if (!ksyms.has_query)
		out_string(&session->out, proc_text(session, "/proc/modules"));
	for (size_t i = 0; ksyms.has_query && i < ksyms.modules.count; i++)
		module_print(&session->out, &ksyms.modules.at[i]);
	return 0;
}

const struct applet applet_lsmod24 = {
	.name = "lsmod",
	.options = loaded_options,
	.options_size = sizeof(struct loaded_options),
	.run = run,
};
