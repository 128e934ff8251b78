/* SPDX-License-Identifier: 0BSD */
/* modules.symbols and modules.symbols.bin: which module exports a symbol, for the kernel's symbol_request(). */
#include "base/sort.h"
#include "depmod/index_list.h"
#include "depmod/outputs_table.h"

#include <string.h>

#define SYMBOL_ALIAS "symbol:"

struct export {
	const char *symbol;
	uint32_t owner;
};

struct exports {
	struct export *at;
	size_t count;
};

static struct exports find_exports(const struct tree *tree, struct arena *arena)
{
	struct exports exports = { 0 };

	for (size_t i = 0; i < tree->symbols.count; i++)
		exports.count += tree->owners[i] < tree->count;
	exports.at = arena_alloc(arena, exports.count * sizeof *exports.at);
	exports.count = 0;
	for (size_t i = 0; i < tree->symbols.count; i++)
		if (tree->owners[i] < tree->count)
			exports.at[exports.count++] = (struct export){ tree->symbols.at[i].text, tree->owners[i] };
	return exports;
}

static int export_compare(const void *a, const void *b)
{
	return strcmp(((const struct export *)a)->symbol, ((const struct export *)b)->symbol);
}

/* Sorted by the symbols' bytes; kmod has the order of a hash table here. */
int write_symbols(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	struct arena scratch = { 0 };
	struct exports exports = find_exports(tree, &scratch);

	(void)options;
	(void)err;
	sort(exports.at, exports.count, sizeof *exports.at, export_compare);
	buf_string(out, "# Aliases for symbols, used by symbol_request().\n");
	for (size_t i = 0; i < exports.count; i++) {
		buf_string(out, "alias " SYMBOL_ALIAS);
		buf_string(out, exports.at[i].symbol);
		buf_char(out, ' ');
		buf_string(out, tree->modules[exports.at[i].owner].name);
		buf_char(out, '\n');
	}
	arena_free(&scratch);
	return 0;
}

int write_symbols_index(const struct tree *tree, const struct output_options *options, struct buf *out,
			struct err *err)
{
	struct index_list list = { 0 };
	struct exports exports = find_exports(tree, &list.arena);

	(void)options;
	index_list_reserve(&list, exports.count);
	for (size_t i = 0; i < exports.count; i++) {
		const char *symbol = exports.at[i].symbol;
		size_t length = strlen(symbol) + 1;
		char *key = arena_bytes(&list.arena, strlen(SYMBOL_ALIAS) + length);

		memcpy(key, SYMBOL_ALIAS, strlen(SYMBOL_ALIAS));
		memcpy(key + strlen(SYMBOL_ALIAS), symbol, length);
		index_list_add(&list, key, tree->modules[exports.at[i].owner].name, exports.at[i].owner);
	}
	return index_list_write(&list, NULL, out, err);
}
