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
		const struct module *module = tree->modules[i];
		const char *at = NULL, *alias;

		while ((alias = facts_info(&module->facts, INFO_ALIAS, &at)))
			put_alias(out, alias, module->name);
	}
	return 0;
}

int write_alias_index(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	struct index_list list = { 0 };
	size_t size = 0;

	for (size_t i = 0; i < tree->count; i++)
		size += tree->modules[i]->facts.infos_size;
	/* there may be more, with shorter ones than any tree has */
	index_list_reserve(&list, size / 16);
	for (size_t i = 0; i < tree->count; i++) {
		const struct module *module = tree->modules[i];
		const char *at = NULL, *alias;

		while ((alias = facts_info(&module->facts, INFO_ALIAS, &at)))
			index_list_add_alias(&list, alias, module->name, (uint32_t)i);
	}
	return index_list_write(&list, options->warn ? "alias" : NULL, out, err);
}
