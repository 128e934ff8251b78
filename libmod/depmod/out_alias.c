/* SPDX-License-Identifier: 0BSD */
/* modules.alias and modules.alias.bin: the names that devices call modules by. */
#include "depmod/index_list.h"
#include "depmod/outputs_table.h"

int write_alias(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	(void)options;
	(void)err;
	buf_string(out, "# Aliases extracted from modules themselves.\n");
	for (size_t i = 0; i < tree->count; i++) {
		const struct module *module = &tree->modules[i];
		const char *at = NULL, *alias;

		while ((alias = facts_info(&module->facts, INFO_ALIAS, &at))) {
			buf_string(out, "alias ");
			buf_string(out, alias);
			buf_char(out, ' ');
			buf_string(out, module->name);
			buf_char(out, '\n');
		}
	}
	return 0;
}

static size_t count_aliases(const struct tree *tree)
{
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++) {
		const char *at = NULL;

		while (facts_info(&tree->modules[i].facts, INFO_ALIAS, &at))
			count++;
	}
	return count;
}

int write_alias_index(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	struct index_list list = { 0 };

	index_list_reserve(&list, count_aliases(tree));
	for (size_t i = 0; i < tree->count; i++) {
		const struct module *module = &tree->modules[i];
		const char *at = NULL, *alias;

		while ((alias = facts_info(&module->facts, INFO_ALIAS, &at)))
			index_list_add_alias(&list, alias, module->name, (uint32_t)i);
	}
	return index_list_write(&list, options->warn ? "alias" : NULL, out, err);
}
