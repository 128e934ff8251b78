/* SPDX-License-Identifier: 0BSD */
/*
 * What a running Linux 2.4 tells about itself. query_module gives, for each question, an array and then its strings:
 *
 *	QM_MODULES, QM_REFS	names, one behind the other
 *	QM_INFO			address, size, flags, use count: words
 *	QM_SYMBOLS		pairs of words, value and where its name begins, counted from the start of all
 *
 * and get_kernel_syms only one table of everything, in which "#NAME" begins a module and "#" the kernel.
 */
#include "compat24/ksyms24.h"

#include "kernel/sys.h"

#include <errno.h>
#include <string.h>

/* What others load between two questions may be this much: get_kernel_syms is never told how much room it has. */
enum { TABLE_SLACK = 1024 };

/* struct kernel_sym: an entry of that table */
struct kernel_sym {
	unsigned long value;
	char name[60];
};

/* The words of QM_INFO. */
struct info {
	unsigned long address, size, flags;
	long uses;
};

/* Asks, with as much room as is needed; `*count` is what the kernel counts. NULL if it does not answer. */
static void *query(struct ksyms24 *ksyms, const char *name, int which, size_t *count)
{
	for (size_t size = 2048;; size = *count) {
		/* names end in a NUL, whatever the kernel says */
		void *room = arena_alloc(ksyms->arena, size + 1);
		int rc;

		*count = 0;
		rc = sys_query_module(name, which, room, size, count);
		if (!rc)
			return room;
		if (rc != -ENOSPC || *count <= size)
			return NULL;
	}
}

/* `*count` names that lie one behind the other; NULL if the kernel does not answer. */
static const char **query_names(struct ksyms24 *ksyms, const char *name, int which, size_t *count)
{
	const char *at = query(ksyms, name, which, count), **names;

	if (!at)
		return NULL;
	names = arena_alloc(ksyms->arena, *count * sizeof *names);
	for (size_t i = 0; i < *count; i++, at += strlen(at) + 1)
		names[i] = at;
	return names;
}

/* Begins the next module, or, with the name "", the kernel, which comes last and is not counted. */
static struct loaded_module *module_add(struct ksyms24 *ksyms, const char *name)
{
	struct loaded_module *module = &ksyms->modules.at[ksyms->modules.count];

	ksyms->modules.count += *name != '\0';
	module->name = name;
	module->taints = "";
	return module;
}

static void symbol_add(struct ksyms24 *ksyms, const struct loaded_module *module, const char *name, unsigned long value)
{
	struct ksym24 *symbol = arena_alloc(ksyms->arena, sizeof *symbol);
	void **slot;

	symbol->name = name;
	symbol->value = value;
	symbol->module = module;
	*ksyms->end = symbol;
	ksyms->end = &symbol->next;
	symbol->own = own24(name);
	slot = map_slot(&ksyms->names, (struct str){ symbol->own, plain24(symbol->own) });
	while (*slot)
		slot = &((struct ksym24 *)*slot)->same;
	*slot = symbol;
}

/* A module that is gone meanwhile is left out. */
static void module_query(struct ksyms24 *ksyms, const char *name, bool with_symbols)
{
	struct loaded_module *module;
	const unsigned long *words;
	const struct info *info = NULL;
	size_t count;

	if (*name) {
		info = query(ksyms, name, QM_INFO, &count);
		if (!info)
			return;
	}
	module = module_add(ksyms, name);
	if (info) {
		module->address = info->address;
		module->size = info->size;
		module->flags = info->flags;
		module->references = info->uses;
		module->holders = query_names(ksyms, name, QM_REFS, &module->holder_count);
	}
	words = with_symbols ? query(ksyms, *name ? name : NULL, QM_SYMBOLS, &count) : NULL;
	for (size_t i = 0; words && i < count; i++)
		symbol_add(ksyms, module, (const char *)words + words[2 * i + 1], words[2 * i]);
}

/* By the table of get_kernel_syms; a name may fill all its room without a NUL. */
static int table_read(struct ksyms24 *ksyms, struct err *err)
{
	struct loaded_module *module;
	struct kernel_sym *row;
	int count = sys_get_kernel_syms(NULL);
	size_t room = (size_t)count + TABLE_SLACK;

	if (count >= 0) {
		row = arena_alloc(ksyms->arena, room * sizeof *row);
		count = sys_get_kernel_syms(row);
	}
	if (count < 0)
		return err_set(err, -count, "could not read the kernel's symbols: %s", err_words(count));
	module = ksyms->modules.at = arena_alloc(ksyms->arena, (room + 1) * sizeof *module);
	for (; count-- && *row->name; row++) {
		row->name[sizeof row->name - 1] = '\0';
		if (*row->name != '#') {
			symbol_add(ksyms, module, row->name, row->value);
			continue;
		}
		module = module_add(ksyms, row->name + 1);
		module->address = row->value;
		module->flags = MODULE24_RUNNING;
	}
	return 0;
}

int ksyms24_read(struct ksyms24 *ksyms, struct arena *arena, bool with_symbols, struct err *err)
{
	const char **names;
	size_t count;
	int rc = 0;

	*ksyms = (struct ksyms24){ .arena = arena, .names.arena = arena, .end = &ksyms->symbols };
	names = query_names(ksyms, NULL, QM_MODULES, &count);
	ksyms->has_query = names;
	if (names) {
		ksyms->modules.at = arena_alloc(arena, (count + 1) * sizeof *ksyms->modules.at);
		for (size_t i = 0; i < count; i++)
			module_query(ksyms, names[i], with_symbols);
		module_query(ksyms, "", with_symbols);
	} else {
		rc = table_read(ksyms, err);
	}
	ksyms->is_versioned = map_get(&ksyms->names, str_of("Using_Versions"));
	return rc;
}

const char *own24(const char *name)
{
	return str_starts(name, "GPLONLY_") ? name + strlen("GPLONLY_") : name;
}

size_t plain24(const char *name)
{
	const char *mark = strrchr(name, 'R'), *end = name + strlen(name), *at;

	if (!mark || mark < name + 2 || mark[-1] != '_' || end < mark + 9 || strspn(end - 8, "0123456789abcdef") < 8)
		return (size_t)(end - name);
	/* without a prefix, R comes right before the eight digits, else _ does */
	for (at = mark + 1; *at == '_' || (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z');)
		at++;
	if (*at || (end > mark + 9 && end[-9] != '_'))
		return (size_t)(end - name);
	return (size_t)(mark - 1 - name);
}

const struct ksym24 *ksyms24_find(const struct ksyms24 *ksyms, const char *name, const struct wants24 *wants,
				  const struct ksym24 **other)
{
	const struct ksym24 *symbol = map_get(&ksyms->names, (struct str){ name, plain24(name) });

	for (*other = NULL; symbol; symbol = symbol->same) {
		if ((symbol->own == symbol->name || wants->is_gpl) &&
		    (!ksyms->is_versioned || !wants->is_versioned || !strcmp(symbol->own, name)))
			break;
		*other = symbol;
	}
	return symbol;
}
