/* SPDX-License-Identifier: 0BSD */
/* ksyms: the symbols that Linux 2.4's modules export; with -a the kernel's own, too. */
#include "applet.h"
#include "base/log.h"
#include "compat24/ksyms24.h"

struct ksyms_options {
	bool all, info, no_header;
};

static void row_print(struct session *session, unsigned long address, const char *text, const char *module)
{
	out_format(&session->out, "%0*lx  ", 2 * (int)sizeof address, address);
	out_format(&session->out, *module ? "%-24s  [%s]\n" : "%s\n", text, module);
}

static void module_print(struct session *session, const struct ksyms24 *ksyms, const struct loaded_module *module,
			 bool info)
{
	if (info && *module->name)
		row_print(session, module->address,
			  arena_format(&session->arena, "(%luk)", (module->size + 1023) / 1024), module->name);
	for (const struct ksym24 *symbol = ksyms->symbols; symbol; symbol = symbol->next)
		if (symbol->module == module)
			row_print(session, symbol->value, symbol->name, module->name);
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct ksyms_options *options = fields;
	struct ksyms24 ksyms;
	struct err err;

	(void)operands;
	if (count || ksyms24_read(&ksyms, &session->arena, true, &err)) {
		log_error("%s", count ? "too many arguments provided." : err.text);
		return 1;
	}
	if (!options->no_header)
		out_format(&session->out, "%-*s  %-24s  Defined by\n", 2 * (int)sizeof(long), "Address", "Symbol");
	for (size_t i = 0; i < ksyms.modules.count + options->all; i++)
		module_print(session, &ksyms, &ksyms.modules.at[i], options->info);
	return 0;
}

static const struct opt ksyms_options[] = {
	{ 'a', OPT_FLAG, offsetof(struct ksyms_options, all), "all" },
	{ 'H', OPT_FLAG, offsetof(struct ksyms_options, no_header), "noheader" },
	{ 'm', OPT_FLAG, offsetof(struct ksyms_options, info), "info" },
	{ 0 },
};

const struct applet applet_ksyms = {
	.name = "ksyms",
	.options = ksyms_options,
	.options_size = sizeof(struct ksyms_options),
	.run = run,
};
