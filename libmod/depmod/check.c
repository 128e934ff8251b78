/* SPDX-License-Identifier: 0BSD */
/* Symbols that nobody exports, or that are exported with another version. */
#include "depmod/check.h"

#include "base/log.h"

#include <string.h>

/* Made by the kernel's loader or the linker for each module: nobody exports them. */
static bool is_always_there(const char *name)
{
	return !strcmp(name, "__this_module") || !strcmp(name, "_GLOBAL_OFFSET_TABLE_") || !strcmp(name, "TOC.");
}

/* What a symbol is exported with, by its number: the CRC of its owner. */
static uint32_t *find_crcs(const struct tree *tree, struct arena *arena)
{
	uint32_t *crcs = arena_alloc(arena, (tree->symbols.count + 1) * sizeof *crcs);

	for (size_t i = 0; i < tree->kernel_count; i++)
		crcs[tree->kernel_symbols[i].number] = tree->kernel_symbols[i].crc;
	for (size_t place = 0; place < tree->count; place++) {
		const struct facts *facts = &tree->modules[place]->facts;

		for (uint32_t i = 0; facts->exports.crcs && i < facts->exports.count; i++)
			if (tree->owners[facts->exports.at[i]] == place)
				crcs[facts->exports.at[i]] = facts->exports.crcs[i];
	}
	return crcs;
}

/* What is wrong with one module: the first symbol, and how many. */
struct complaint {
	const char *words;
	const char *first;
	size_t count;
};

static void complain(struct complaint *complaint, const struct module *module, const char *symbol, bool every)
{
	if (!complaint->count++)
		complaint->first = symbol;
	if (every)
		log_warn("%s %s %s", module->path, complaint->words, symbol);
}

/* `crcs`: NULL if versions do not matter. */
static bool check_module(const struct tree *tree, const struct module *module, const uint32_t *crcs, bool every)
{
	struct complaint complaints[] = {
		{ .words = "needs unknown symbol" }, { .words = "disagrees about version of symbol" },
	};

	for (uint32_t i = 0; i < module->facts.needs.count; i++) {
		uint32_t need = module->facts.needs.at[i], number = need & NEED_SYMBOL;
		const char *name = tree->symbols.at[number].text;
		bool is_known = tree->owners[number] != OWNER_NONE;

		if (!(need & NEED_WEAK) && !is_always_there(name) &&
		    (!is_known || (crcs && crcs[number] != module->facts.needs.crcs[i])))
			complain(&complaints[is_known], module, name, every);
	}
	for (size_t i = 0; i < 2 && !every; i++) {
		const struct complaint *complaint = &complaints[i];

		if (complaint->count == 1)
			log_warn("%s %s %s", module->path, complaint->words, complaint->first);
		else if (complaint->count)
			log_warn("%s %s %s and %zu more", module->path, complaint->words, complaint->first,
				 complaint->count - 1);
	}
	return complaints[0].count || complaints[1].count;
}

size_t check_symbols(const struct tree *tree, bool versions, bool every)
{
	struct arena scratch = { 0 };
	const uint32_t *crcs = versions ? find_crcs(tree, &scratch) : NULL;
	size_t odd = 0;

	for (size_t i = 0; i < tree->count; i++)
		odd += check_module(tree, tree->modules[i], crcs, every);
	arena_free(&scratch);
	return odd;
}
