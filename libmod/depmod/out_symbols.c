/* SPDX-License-Identifier: 0BSD */
/*
 * modules.symbols and modules.symbols.bin: which module exports a symbol, for the kernel's symbol_request(). Both have
 * the same keys and values, and the index is sorted by them; kmod has the order of a hash table in the text.
 */
#include "depmod/index_list.h"
#include "depmod/outputs_table.h"

#include <string.h>

static void list_symbols(const struct tree *tree, struct index_list *list)
{
	static const char start[] = { 's', 'y', 'm', 'b', 'o', 'l', ':' };

	index_list_reserve(list, tree->symbols.count);
	for (size_t i = 0; i < tree->symbols.count; i++) {
		const struct symbol_name *symbol = &tree->symbols.at[i];
		uint32_t owner = tree->owners[i];
		char *key;

		if (owner >= tree->count || !is_tellable((struct str){ symbol->text, symbol->length }))
			continue;
		key = arena_bytes(&list->arena, sizeof start + symbol->length + 1);
		memcpy(key, start, sizeof start);
		memcpy(key + sizeof start, symbol->text, symbol->length + 1);
		index_list_add(list, key, tree->modules[owner]->name, owner);
	}
}

int write_symbols(const struct making *making)
{
	struct index_list list = { 0 };

	list_symbols(making->tree, &list);
	index_sort(list.entries.at, list.entries.count);
	buf_string(making->out, "# Aliases for symbols, used by symbol_request().\n");
	for (size_t i = 0; i < list.entries.count; i++)
		put_line(making->out, "alias", list.entries.at[i].key, list.entries.at[i].value);
	arena_free(&list.arena);
	return 0;
}

int write_symbols_index(const struct making *making)
{
	struct index_list list = { 0 };

	list_symbols(making->tree, &list);
	return index_list_write(&list, making, false);
}
