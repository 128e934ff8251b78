/* SPDX-License-Identifier: 0BSD */
/* modules.alias.bin: the names that devices call modules by. */
#include "depmod/index_list.h"
#include "depmod/outputs_table.h"

int write_alias_index(const struct making *making)
{
	const struct tree *tree = making->tree;
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
	return index_list_write(&list, making, true);
}
