/* SPDX-License-Identifier: 0BSD */
/* What a fake Linux 2.4 tells: query_module and get_kernel_syms, in the kernel's formats. */
#include "model24.h"
#include "state24.h"

#include <errno.h>
#include <string.h>

enum { QM_MODULES = 1, QM_DEPS, QM_REFS, QM_SYMBOLS, QM_INFO };

/* struct kernel_sym's name; the struct is filled up to whole words. */
enum { KERNEL_NAME = 60 };

/* Bytes that are collected. */
struct answer {
	struct pool *pool;
	unsigned char *at;
	size_t length;
	unsigned word;
};

static void *grow(struct answer *answer, size_t size)
{
	unsigned char *at = pool_alloc(answer->pool, answer->length + size);
	memcpy(at, answer->at, answer->length);
	answer->at = at;
	answer->length += size;
	return at + answer->length - size;
}

static void put_word(struct answer *answer, uint64_t value)
{
	memcpy(grow(answer, answer->word), &value, answer->word);
}

static void put_name(struct answer *answer, const char *name)
{
	size_t size = strlen(name) + 1;
	memcpy(grow(answer, size), name, size);
}

static uint64_t put_symbols(struct answer *answer, const struct values24 *symbols)
{
	uint64_t at = 2 * answer->word * symbols->count;
	for (size_t i = 0; i < symbols->count; i++) {
		put_word(answer, symbols->at[i].value);
		put_word(answer, at);
		at += strlen(symbols->at[i].name) + 1;
	}
	for (size_t i = 0; i < symbols->count; i++)
		put_name(answer, symbols->at[i].name);
	return symbols->count;
}

static uint64_t put_users(struct answer *answer, const struct kernel24 *kernel, const struct module24 *module)
{
	uint64_t count = 0;
	for (size_t i = kernel->modules.count; i-- > 0; ) {
		const struct names *uses = &kernel->modules.at[i]->uses_modules;
		for (size_t j = 0; j < uses->count; j++) {
			if (strcmp(uses->at[j], module->name))
				continue;
			put_name(answer, kernel->modules.at[i]->name);
			count++;
		}
	}
	return count;
}

/* The kernel itself is asked where `module` is NULL. */
static int query(struct answer *answer, const struct kernel24 *kernel, const struct module24 *module, int which,
		 uint64_t *count)
{
	bool can_query = module && module->flags & RUNNING;
	*count = 0;
	if (which == 0)
		return 0;
	if (which == QM_MODULES) {
		for (size_t i = kernel->modules.count; i-- > 0; )
			put_name(answer, kernel->modules.at[i]->name);
		*count = kernel->modules.count;
	} else if (which == QM_SYMBOLS) {
		if (!module || can_query)
			*count = put_symbols(answer, module ? &module->symbols : &kernel->symbols);
	} else if (!module || which > QM_INFO) {
		return -EINVAL;
	} else if (which == QM_INFO) {
		put_word(answer, module->address);
		put_word(answer, module->size);
		put_word(answer, module->flags);
		put_word(answer, (uint64_t)module->uses);
		*count = answer->length;
	} else if (can_query && which == QM_REFS) {
		*count = put_users(answer, kernel, module);
	} else if (can_query) {
		for (size_t i = 0; i < module->uses_modules.count; i++)
			put_name(answer, module->uses_modules.at[i]);
		*count = module->uses_modules.count;
	}
	return 0;
}

int fake24_query(const struct caller24 *caller, const char *name, int which, uint64_t size, struct pool *pool,
		 unsigned char **bytes, size_t *length, uint64_t *count)
{
	struct answer answer = { .pool = pool, .word = caller->word, .at = (unsigned char *)"" };
	struct kernel24 kernel;
	state24_open(&kernel, caller);
	const struct module24 *module = name ? state24_find(&kernel, name) : NULL;
	int result = name && !module ? -ENOENT : 0;
	if (setting_is(&kernel.state, "without", "query_module"))
		result = -ENOSYS;
	*count = 0;
	if (!result)
		result = query(&answer, &kernel, module, which, count);
	if (!result && answer.length > size) {
		result = -ENOSPC;
		*count = answer.length;
	}
	*bytes = answer.at;
	*length = result ? 0 : answer.length;
	state24_close(&kernel);
	return result;
}

static void put_entry(struct answer *answer, const char *prefix, const char *name, uint64_t value)
{
	size_t room = (KERNEL_NAME + answer->word - 1) / answer->word * answer->word;
	put_word(answer, value);
	char *at = grow(answer, room);
	strncpy(at, pool_format(answer->pool, "%s%s", prefix, name), KERNEL_NAME - 1);
}

static int put_module(struct answer *answer, const char *name, uint64_t address, const struct values24 *symbols)
{
	put_entry(answer, "#", name, address);
	for (size_t i = 0; i < symbols->count; i++)
		put_entry(answer, "", symbols->at[i].name, symbols->at[i].value);
	return 1 + symbols->count;
}

int fake24_syms(const struct caller24 *caller, bool is_counting, struct pool *pool, unsigned char **bytes,
		size_t *length)
{
	struct answer answer = { .pool = pool, .word = caller->word, .at = (unsigned char *)"" };
	struct kernel24 kernel;
	int count = 0;
	state24_open(&kernel, caller);
	if (setting_is(&kernel.state, "without", "get_kernel_syms")) {
		state24_close(&kernel);
		*length = 0;
		return -ENOSYS;
	}
	for (size_t i = kernel.modules.count; i-- > 0; ) {
		const struct module24 *module = kernel.modules.at[i];
		if (is_counting || module->flags & RUNNING)
			count += put_module(&answer, module->name, module->address, &module->symbols);
	}
	count += put_module(&answer, "", 0, &kernel.symbols);
	*bytes = answer.at;
	*length = is_counting ? 0 : answer.length;
	state24_close(&kernel);
	return count;
}
