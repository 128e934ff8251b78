/* SPDX-License-Identifier: 0BSD */
/*
 * What modules say of themselves, as text: modules.alias; modules.softdep, what they ask to be loaded before and after
 * them, if it is there; and modules.weakdep, what they may use when it is there, for whoever builds images.
 */
#include "depmod/index_list.h"
#include "depmod/outputs_table.h"

static int put_infos(const struct making *making, enum info_kind kind, const char *title, const char *keyword)
{
	const struct tree *tree = making->tree;

	buf_format(making->out, "# %s extracted from modules themselves.\n", title);
	for (size_t i = 0; i < tree->count; i++) {
		const struct module *module = tree->modules[i];
		const char *at = NULL, *text;

		while ((text = facts_info(&module->facts, kind, &at))) {
			if (kind == INFO_ALIAS)
				put_line(making->out, keyword, text, module->name);
			else
				put_line(making->out, keyword, module->name, text);
		}
	}
	return 0;
}

int write_alias(const struct making *making)
{
	return put_infos(making, INFO_ALIAS, "Aliases", "alias");
}

int write_softdep(const struct making *making)
{
	return put_infos(making, INFO_SOFTDEP, "Soft dependencies", "softdep");
}

int write_weakdep(const struct making *making)
{
	return put_infos(making, INFO_WEAKDEP, "Weak dependencies", "weakdep");
}
