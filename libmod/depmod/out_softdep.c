/* SPDX-License-Identifier: 0BSD */
/*
 * modules.softdep: what modules ask to be loaded before and after them, if it is there; and modules.weakdep: what they
 * may use when it is there, for whoever builds images.
 */
#include "depmod/outputs_table.h"

static int put_infos(const struct tree *tree, enum info_kind kind, const char *title, const char *word, struct buf *out)
{
	buf_format(out, "# %s dependencies extracted from modules themselves.\n", title);
	for (size_t i = 0; i < tree->count; i++) {
		const struct module *module = tree->modules[i];
		const char *at = NULL, *text;

		while ((text = facts_info(&module->facts, kind, &at)))
			buf_format(out, "%s %s %s\n", word, module->name, text);
	}
	return 0;
}

int write_softdep(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	(void)options;
	(void)err;
	return put_infos(tree, INFO_SOFTDEP, "Soft", "softdep", out);
}

int write_weakdep(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	(void)options;
	(void)err;
	return put_infos(tree, INFO_WEAKDEP, "Weak", "weakdep", out);
}
