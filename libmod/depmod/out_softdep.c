/* SPDX-License-Identifier: 0BSD */
/* modules.softdep: what modules ask to be loaded before and after them, if it is there. */
#include "depmod/outputs_table.h"

int write_softdep(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	(void)options;
	(void)err;
	buf_string(out, "# Soft dependencies extracted from modules themselves.\n");
	for (size_t i = 0; i < tree->count; i++) {
		const struct module *module = &tree->modules[i];
		const char *at = NULL, *softdep;

		while ((softdep = facts_info(&module->facts, INFO_SOFTDEP, &at)))
			buf_format(out, "softdep %s %s\n", module->name, softdep);
	}
	return 0;
}
