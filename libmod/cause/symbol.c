/* SPDX-License-Identifier: 0BSD */
/* Causes in what the module needs of others: symbols that are not there, or have another version. */
#include "cause/inquiry.h"

#include "base/files.h"
#include "base/map.h"
#include "base/str.h"

#include <string.h>

/* So many symbols are told, and so many loaded modules are asked for versions. */
enum { SHOWN_SYMBOLS = 4, ASKED_MODULES = 8 };

/* A symbol that the module needs. */
struct need {
	const struct symbol *symbol;
	const struct symbol *here;	/* as others that load here know it, or NULL */
	const char *exporter;		/* the module of the tree that has it, or NULL */
	bool is_exported;		/* by what runs here, as /proc/kallsyms tells */
};

struct needs {
	struct symbol_list list;
	struct need *at, *end;		/* one for each */
	struct map places;		/* by their names */
};

/* `prefix` is for the names in the map. */
static void needs_find(struct inquiry *inquiry, struct needs *needs, const char *prefix)
{
	struct arena *arena = inquiry->attempt.arena;
	struct name_list names;

	needs->at = arena_alloc(arena, needs->list.count * sizeof *needs->at);
	needs->end = needs->at;
	needs->places.arena = arena;
	for (size_t i = 0; i < needs->list.count; i++) {
		const struct symbol *symbol = &needs->list.at[i];
		struct need *need = needs->end++;

		need->symbol = symbol;
		if (moddb_symbols(inquiry->attempt.db, arena_format(arena, "symbol:%s", symbol->name), &names,
				  NULL) > 0)
			need->exporter = names.at[0];
		*map_slot(&needs->places, str_of(arena_format(arena, "%s%s", prefix, symbol->name))) = need;
	}
}

/* Those that the kernel missed. That of -EINVAL is there, in another version. */
static void needs_by_log(struct inquiry *inquiry, struct symbol_list *list)
{
	struct arena *arena = inquiry->attempt.arena;

	for (size_t place = 0; (place = record_find(inquiry, ": Unknown symbol %", place));) {
		const char *name = inquiry->parts[0];
		size_t length = strcspn(name, " ");

		if (!strcmp(name + length, " (err -22)"))
			continue;
		symbols_add(arena, list, arena_copy(arena, name, length));
	}
}

/* From the file: all but those that the linker or the kernel puts in. */
static void needs_by_file(struct inquiry *inquiry, struct symbol_list *list)
{
	static const char always[] = "__this_module _GLOBAL_OFFSET_TABLE_ module_layout";

	symbols_needed(&inquiry->elf, inquiry->attempt.arena, list, &inquiry->ignored);
	for (size_t i = 0; i < list->count; i++)
		list->at[i].weak |= has_word(always, list->at[i].name);
}

/*
 * Lines "ADDRESS TYPE NAME" or "ADDRESS TYPE NAME\t[MODULE]", of which only NAME can be a symbol's. Where there are
 * names "__ksymtab_SYMBOL", only such symbols are exported. Returns whether the file can be read.
 */
static bool kallsyms_ask(struct inquiry *inquiry, struct needs *needs)
{
	struct str text = system_text(inquiry, "/proc/kallsyms"), word;
	const char *prefix = "__ksymtab_";
	bool is_readable = text.length;

	needs_find(inquiry, needs, match(inquiry, text.at, "%__ksymtab_") ? prefix : "");
	while (str_word(&text, " \t\n", &word)) {
		struct need *need = map_get(&needs->places, word);

		if (need)
			need->is_exported = true;
	}
	return is_readable;
}

/* Whether the module that exports it is there, or will be by then. */
static bool exporter_is_there(const struct attempt *attempt, const char *name)
{
	enum module_state state = attempt->kernel ? kernel_state(attempt->kernel, name) : MODULE_ABSENT;

	for (size_t i = 0; attempt->before && i < attempt->before->count; i++)
		if (!strcmp(attempt->before->at[i], name))
			return true;
	return state == MODULE_LIVE || state == MODULE_BUILTIN;
}

/* Where a symbol is that is not to be had; NULL: it is. */
static const char *where_words(struct inquiry *inquiry, const struct need *need, bool is_missed, bool has_kallsyms)
{
	const struct attempt *attempt = &inquiry->attempt;
	const char *license = info_text(inquiry, "license");

	if (!is_missed && (need->is_exported || need->symbol->weak || !(need->exporter || has_kallsyms)))
		return NULL;
	if (need->exporter && !exporter_is_there(attempt, need->exporter)) {
		inquiry->remedy = arena_format(attempt->arena, "modprobe %s", need->exporter);
		return arena_format(attempt->arena, "in %s, which is not loaded", need->exporter);
	}
	if (!need->exporter && !need->is_exported)
		return arena_format(attempt->arena, "in no module of %s", moddb_dir(attempt->db));
	if (!is_missed)
		return NULL;
	if (match(inquiry, license, "%GPL"))
		return "there by now";
	return arena_format(attempt->arena, "GPL-only, the licence is '%.100s'", license);
}

void cause_symbol(struct inquiry *inquiry)
{
	struct needs needs = { 0 };
	bool is_missed, has_kallsyms;
	const char *last = "";
	unsigned shown = 0;

	needs_by_log(inquiry, &needs.list);
	is_missed = needs.list.count;
	if (!is_missed)
		needs_by_file(inquiry, &needs.list);
	has_kallsyms = kallsyms_ask(inquiry, &needs);
	for (const struct need *need = needs.at; need < needs.end; need++) {
		const char *where = where_words(inquiry, need, is_missed, has_kallsyms);

		if (!where || shown++ >= SHOWN_SYMBOLS)
			continue;
		if (strcmp(where, last))
			buf_format(&inquiry->text, "%s%s:", *last ? "; " : "", where);
		buf_format(&inquiry->text, " '%.100s'", need->symbol->name);
		last = where;
	}
	if (shown > SHOWN_SYMBOLS)
		buf_format(&inquiry->text, " and %u more", shown - SHOWN_SYMBOLS);
}

void cause_namespace(struct inquiry *inquiry)
{
	if (record_find(inquiry, ": module uses symbol (%) from namespace %, but", 0))
		buf_format(&inquiry->text, "'%.100s' is in the namespace %.100s, not imported",
			   inquiry->parts[0], inquiry->parts[1]);
}

/* ---- versions ---- */

/* Notes the versions that a module of the tree exports, or that it was built against and loads with. */
static void versions_note(struct inquiry *inquiry, const struct needs *needs, const char *name, bool exports)
{
	struct arena *arena = inquiry->attempt.arena;
	struct symbol_list list = { 0 };
	struct elf elf;

	if (tree_module(inquiry, name, &elf))
		(exports ? symbols_exported : symbols_versions)(&elf, arena, &list, &inquiry->ignored);
	for (size_t i = 0; i < list.count; i++) {
		const struct symbol *symbol = &list.at[i];
		struct need *need = map_get(&needs->places, str_of(symbol->name));

		if (need && !need->here && symbol->has_crc)
			need->here = symbol;
	}
}

/* What symbols have here: from the modules that export them; for those of the kernel itself, from modules that fit. */
static void versions_find(struct inquiry *inquiry, const struct needs *needs)
{
	struct map asked = { .arena = inquiry->attempt.arena };
	struct loaded_list loaded = { 0 };

	for (const struct need *need = needs->at; need < needs->end; need++)
		if (need->exporter && map_add(&asked, need->exporter))
			versions_note(inquiry, needs, need->exporter, true);
	versions_note(inquiry, needs, inquiry->name, false);
	if (inquiry->attempt.kernel)
		kernel_list(inquiry->attempt.kernel, &loaded, NULL);
	for (size_t i = 0; i < loaded.count && i < ASKED_MODULES; i++)
		versions_note(inquiry, needs, loaded.at[i].name, false);
}

static void version_say(struct inquiry *inquiry, const struct need *need)
{
	inquiry->remedy = cause_rebuild;
	buf_format(&inquiry->text, "'%.100s': it wants version 0x%08llx, %s has 0x%08llx", need->symbol->name,
		   (unsigned long long)need->symbol->crc, need->exporter ? need->exporter : "this kernel",
		   (unsigned long long)(need->here ? need->here->crc : 0));
}

void cause_version(struct inquiry *inquiry)
{
	const char *disagreed = NULL;
	struct needs needs = { 0 };

	if (record_find(inquiry, ": no symbol version for %", 0)) {
		buf_format(&inquiry->text, "'%.100s' has no version in it", inquiry->parts[0]);
		return;
	}
	if (inquiry->attempt.flags & LOAD_IGNORE_MODVERSIONS)
		return;
	if (record_find(inquiry, ": disagrees about version of symbol %", 0))
		disagreed = inquiry->parts[0];
	symbols_needed(&inquiry->elf, inquiry->attempt.arena, &needs.list, &inquiry->ignored);
	needs_find(inquiry, &needs, "");
	versions_find(inquiry, &needs);
	for (const struct need *need = needs.at; need < needs.end && !inquiry->text.length; need++) {
		const struct symbol *symbol = need->symbol, *here = need->here;

		if (disagreed ? !strcmp(disagreed, symbol->name) :
				here && symbol->has_crc && here->crc != symbol->crc)
			version_say(inquiry, need);
	}
}
