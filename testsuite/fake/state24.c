/* SPDX-License-Identifier: 0BSD */
/* The modules of a fake Linux 2.4 as a file: a module's symbols and dependencies behind its line. */
#include "state24.h"

#include "execute24.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGE = 4096 };

static const char *state_path(struct kernel24 *kernel)
{
	return pool_format(&kernel->state.pool, "%s/.kernel/state24", kernel->state.root);
}

static void read_line(struct kernel24 *kernel, char *line)
{
	struct pool *pool = &kernel->state.pool;
	struct module24 *module = kernel->modules.count ? kernel->modules.at[kernel->modules.count - 1] : NULL;
	struct module24 new = { .uses = 0 };
	char *word = strtok(line, " \n"), *name = strtok(NULL, " \n"), *rest = strtok(NULL, "\n");

	if (!strcmp(word, "next")) {
		kernel->next = strtoull(name, NULL, 0);
	} else if (!strcmp(word, "module")) {
		new.name = pool_string(pool, name);
		sscanf(rest, "%" SCNx64 " %" SCNu64 " %" SCNu64 " %" SCNx64, &new.address, &new.size, &new.flags,
		       &new.cleanup);
		module = pool_alloc(pool, sizeof *module);
		*module = new;
		module->uses = setting_is(&kernel->state, "busy", name);
		if (module->uses || setting_is(&kernel->state, "used", name))
			module->flags |= USED_ONCE;
		POOL_ADD(pool, &kernel->modules, module);
	} else if (!strcmp(word, "uses")) {
		POOL_ADD(pool, &module->uses_modules, pool_string(pool, name));
	} else if (!strcmp(word, "symbol")) {
		struct value24 symbol = { pool_string(pool, rest), strtoull(name, NULL, 0) };
		POOL_ADD(pool, &module->symbols, symbol);
	}
}

/* The kernel's own symbols lie one behind the other. */
static void read_symbols(struct kernel24 *kernel)
{
	const struct names *settings = &kernel->state.settings;
	uint64_t value = kernel->executes ? MEMORY24 : kernel->word == 8 ? 0xffffffff80100000 : 0xc0100000;
	for (size_t i = 0; i < settings->count; i++) {
		if (strncmp(settings->at[i], "symbol ", 7))
			continue;
		struct value24 symbol = { settings->at[i] + 7, value };
		POOL_ADD(&kernel->state.pool, &kernel->symbols, symbol);
		value += ENTRY24;
	}
}

void state24_open(struct kernel24 *kernel, const struct caller24 *caller)
{
	*kernel = (struct kernel24) { .word = caller->word };
	state_open(&kernel->state, caller->root);
	kernel->executes = caller->executes && setting(&kernel->state, "execute");
	kernel->next = kernel->executes ? MEMORY24 + PAGE : kernel->word == 8 ? 0xffffffffa0000000 : 0xc8800000;
	read_symbols(kernel);
	FILE *file = fopen(state_path(kernel), "r");
	char *line = NULL;
	size_t capacity = 0;
	while (file && getline(&line, &capacity, file) > 0)
		read_line(kernel, line);
	free(line);
	if (file)
		fclose(file);
}

/* " [NAME NAME", the newest first, or "" */
static const char *users_of(struct kernel24 *kernel, const struct module24 *module)
{
	struct pool *pool = &kernel->state.pool;
	const char *users = "";
	for (size_t i = kernel->modules.count; i-- > 0; ) {
		const struct module24 *user = kernel->modules.at[i];
		for (size_t j = 0; j < user->uses_modules.count; j++)
			if (!strcmp(user->uses_modules.at[j], module->name))
				users = pool_format(pool, "%s%s%s", users, *users ? " " : " [", user->name);
	}
	return users;
}

static void write_proc(struct kernel24 *kernel)
{
	struct pool *pool = &kernel->state.pool;
	char *text = pool_string(pool, "");
	for (size_t i = kernel->modules.count; i-- > 0; ) {
		const struct module24 *module = kernel->modules.at[i];
		const char *users = users_of(kernel, module), *flags = " (uninitialized)";
		const char *autoclean = module->flags & AUTOCLEAN ? " (autoclean)" : "";
		const char *unused = module->flags & USED_ONCE ? "" : " (unused)";
		if (module->flags & RUNNING)
			flags = pool_format(pool, "%4ld%s%s", module->uses, autoclean, unused);
		text = pool_format(pool, "%s%-19s %8" PRIu64 "%s%s%s\n", text, module->name, module->size, flags, users,
				   *users ? "]" : "");
	}
	FILE *file = fopen(pool_format(pool, "%s/proc/modules", kernel->state.root), "w");
	if (!file)
		return;
	fwrite(text, 1, strnlen(text, PAGE - 2), file);
	fclose(file);
}

void state24_close(struct kernel24 *kernel)
{
	FILE *file = fopen(state_path(kernel), "w");
	if (!file)
		abort();
	fprintf(file, "next %#" PRIx64 "\n", kernel->next);
	for (size_t i = 0; i < kernel->modules.count; i++) {
		const struct module24 *module = kernel->modules.at[i];
		fprintf(file, "module %s %#" PRIx64 " %" PRIu64 " %" PRIu64 " %#" PRIx64 "\n", module->name,
			module->address, module->size, module->flags, module->cleanup);
		for (size_t j = 0; j < module->uses_modules.count; j++)
			fprintf(file, "uses %s\n", module->uses_modules.at[j]);
		for (size_t j = 0; j < module->symbols.count; j++) {
			const struct value24 *symbol = &module->symbols.at[j];
			fprintf(file, "symbol %#" PRIx64 " %s\n", symbol->value, symbol->name);
		}
	}
	fclose(file);
	write_proc(kernel);
	state_close(&kernel->state);
}

int state24_scripted(struct kernel24 *kernel, const char *step, const char *module)
{
	int result = 0;
	for (size_t i = 0; i < kernel->state.rules.count; i++) {
		struct rule *rule = &kernel->state.rules.at[i];
		if (strcmp(rule->step, step) || (strcmp(rule->module, "*") && strcmp(rule->module, module)))
			continue;
		rule->hits++;
		state_save(&kernel->state);
		if (!result && (!strcmp(rule->nth, "*") || atol(rule->nth) == rule->hits))
			result = -rule->number;
	}
	return result;
}

struct module24 *state24_find(const struct kernel24 *kernel, const char *name)
{
	for (size_t i = 0; i < kernel->modules.count; i++)
		if (!strcmp(kernel->modules.at[i]->name, name))
			return kernel->modules.at[i];
	return NULL;
}

struct module24 *state24_at(const struct kernel24 *kernel, uint64_t address)
{
	for (size_t i = 0; i < kernel->modules.count; i++)
		if (kernel->modules.at[i]->address == address)
			return kernel->modules.at[i];
	return NULL;
}

bool state24_is_needed(const struct kernel24 *kernel, const struct module24 *module)
{
	for (size_t i = 0; i < kernel->modules.count; i++) {
		const struct names *uses = &kernel->modules.at[i]->uses_modules;
		for (size_t j = 0; j < uses->count; j++)
			if (!strcmp(uses->at[j], module->name))
				return true;
	}
	return false;
}

struct module24 *state24_add(struct kernel24 *kernel, const char *name, uint64_t size)
{
	struct pool *pool = &kernel->state.pool;
	struct module24 *module = pool_alloc(pool, sizeof *module);
	*module = (struct module24) { .name = pool_string(pool, name), .address = kernel->next, .size = size };
	kernel->next += (size + 2 * PAGE - 1) / PAGE * PAGE;
	POOL_ADD(pool, &kernel->modules, module);
	return module;
}

void state24_remove(struct kernel24 *kernel, const struct module24 *module)
{
	size_t left = 0;
	for (size_t i = 0; i < kernel->modules.count; i++)
		if (kernel->modules.at[i] != module)
			kernel->modules.at[left++] = kernel->modules.at[i];
	kernel->modules.count = left;
}
