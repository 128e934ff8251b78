/* SPDX-License-Identifier: 0BSD */
/* modules.weakdep: what modules may use when it is there; for whoever builds images. */
#include "depmod/outputs_table.h"

int write_weakdep(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	(void)options;
	(void)err;
	buf_string(out, "# Weak dependencies extracted from modules themselves.\n");
	for (size_t i = 0; i < tree->count; i++) {
		const struct module *module = &tree->modules[i];
		const char *at = NULL, *weakdep;

		while ((weakdep = facts_info(&module->facts, INFO_WEAKDEP, &at)))
			buf_format(out, "weakdep %s %s\n", module->name, weakdep);
	}
	return 0;
}
