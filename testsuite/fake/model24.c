/* SPDX-License-Identifier: 0BSD */
/* The rules of Linux 2.4's module calls, in the order in which the kernel checks them. */
#include "model24.h"

#include "errnos.h"
#include "execute24.h"
#include "state24.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_LIMIT = 4096, MEMORY = 16 << 20, SLOP = 16 };

/* The words of struct module; nsyms and ndeps are two halves of 4 bytes. */
enum field {
	SIZE_OF_STRUCT, NEXT, NAME, SIZE, USES, FLAGS, NSYMS, NDEPS, SYMS, DEPS, REFS, INIT, CLEANUP, EX_START, EX_END,
	PERSIST_START, PERSIST_END, CAN_UNLOAD, RUNSIZE, KALLSYMS_START, KALLSYMS_END, ARCHDATA_START, ARCHDATA_END,
	KERNEL_DATA, FIELDS
};

/* One init_module: the struct, and all bytes once they are copied. */
struct init {
	const struct caller24 *caller;
	uint64_t base, struct_size, size;
	unsigned char *bytes;
};

static unsigned offset(unsigned word, enum field field)
{
	if (field <= NSYMS)
		return field * word;
	return field == NDEPS ? NSYMS * word + 4 : NSYMS * word + 8 + (field - SYMS) * word;
}

static uint64_t number(const unsigned char *at, unsigned width)
{
	uint64_t value = 0;
	memcpy(&value, at, width);	/* this machine's byte order is little-endian; see caller24 */
	return value;
}

static uint64_t get(const struct init *init, enum field field)
{
	unsigned word = init->caller->word, at = offset(word, field);
	if (at >= init->struct_size)
		return 0;
	return number(init->bytes + at, field == NSYMS || field == NDEPS || field == RUNSIZE ? 4 : word);
}

/* Whether the kernel's mod_bound holds: behind the struct, and the end included. */
static bool is_bound(const struct init *init, uint64_t at, uint64_t length)
{
	return at >= init->base + init->struct_size && at + length <= init->base + init->size && at + length >= at;
}

/* A word of the image at an address inside of it. */
static uint64_t word_at(const struct init *init, uint64_t address)
{
	uint64_t at = address - init->base;
	return at + init->caller->word <= init->size ? number(init->bytes + at, init->caller->word) : 0;
}

static const char *text_at(const struct init *init, uint64_t address)
{
	uint64_t at = address - init->base;
	if (at >= init->size || !memchr(init->bytes + at, 0, init->size - at))
		return "(outside)";
	return (const char *)init->bytes + at;
}

static int name_check(const char *name)
{
	if (!name || !*name)
		return -EINVAL;
	return strlen(name) >= NAME_LIMIT ? -ENAMETOOLONG : 0;
}

static void trace(struct kernel24 *kernel, const char *call, int result, const char *why)
{
	struct pool *pool = &kernel->state.pool;
	const char *words = result ? pool_format(pool, "-%s", errno_name(-result)) : "0";
	state_trace(&kernel->state, pool_format(pool, "%s = %s%s%s", call, words, why ? ": " : "", why ? why : ""));
}

bool fake24_is(const char *root)
{
	struct kernel_state state;
	state_open(&state, root);
	const char *release = setting(&state, "release");
	bool is_24 = release && !strncmp(release, "2.4.", 4);
	state_close(&state);
	return is_24;
}

bool fake24_is_strict(const char *root)
{
	struct kernel_state state;
	state_open(&state, root);
	bool is_strict = setting_is(&state, "only", "2.4");
	state_close(&state);
	return is_strict;
}

/* ---- create_module ---- */

static int create(struct kernel24 *kernel, const char *name, uint64_t size, uint64_t *address)
{
	unsigned word = kernel->word;
	const char *memory = setting(&kernel->state, "memory");
	int result = name_check(name);
	if (setting(&kernel->state, "unprivileged"))
		return -EPERM;
	if (result)
		return result;
	result = state24_scripted(kernel, "create_module", name);
	if (result)
		return result;
	if (size < offset(word, FIELDS) + strlen(name) + 1)
		return -EINVAL;
	if (state24_find(kernel, name))
		return -EEXIST;
	if (size > (memory ? strtoull(memory, NULL, 0) : MEMORY))
		return -ENOMEM;
	struct module24 *module = state24_add(kernel, name, size);
	*address = module->address;
	return 0;
}

int fake24_create(const struct caller24 *caller, const char *name, uint64_t size, uint64_t *address)
{
	struct kernel24 kernel;
	state24_open(&kernel, caller);
	int result = create(&kernel, name, size, address);
	trace(&kernel, pool_format(&kernel.state.pool, "create_module(%s)", name ? name : "NULL"), result, NULL);
	state24_close(&kernel);
	return result;
}

/* ---- init_module ---- */

/* What stands in the struct, in the kernel's words if it is wrong. */
static const char *struct_check(const struct init *init, size_t name_length, const char **name)
{
	unsigned word = init->caller->word;
	uint64_t ex_start = get(init, EX_START), ex_end = get(init, EX_END);
	if (!is_bound(init, get(init, NAME), name_length))
		return "mod->name out of bounds";
	if (get(init, NSYMS) && !is_bound(init, get(init, SYMS), get(init, NSYMS) * 2 * word))
		return "mod->syms out of bounds";
	if (get(init, NDEPS) && !is_bound(init, get(init, DEPS), get(init, NDEPS) * 3 * word))
		return "mod->deps out of bounds";
	if (get(init, INIT) && !is_bound(init, get(init, INIT), 0))
		return "mod->init out of bounds";
	if (get(init, CLEANUP) && !is_bound(init, get(init, CLEANUP), 0))
		return "mod->cleanup out of bounds";
	if (ex_start > ex_end || (ex_end - ex_start) % (2 * word) ||
	    (ex_start && (ex_start < init->base + init->struct_size || ex_end >= init->base + init->size)))
		return "mod->ex_table_* invalid";
	if (get(init, FLAGS) & ~(uint64_t)AUTOCLEAN)
		return "mod->flags invalid";
	if (get(init, CAN_UNLOAD) && !is_bound(init, get(init, CAN_UNLOAD), 0))
		return "mod->can_unload out of bounds";
	for (enum field field = KALLSYMS_START; field <= ARCHDATA_START; field += 2) {
		uint64_t start = get(init, field), end = get(init, field + 1);
		if (end && (!is_bound(init, start, 0) || !is_bound(init, end, 0)))
			return "mod->kallsyms or archdata out of bounds";
		if (start > end)
			return "mod->kallsyms or archdata invalid";
	}
	if (get(init, KERNEL_DATA))
		return "mod->kernel_data must be zero";
	*name = text_at(init, get(init, NAME));
	return NULL;
}

/* The values of a variable show_TN_NAME, for the trace. */
static const char *shown(struct pool *pool, const struct init *init, const char *name, uint64_t address)
{
	static const char letters[] = "bhil";
	char letter = name[5];
	const char *text = name, *separator = "=";
	unsigned count = atoi(name + 6), width = init->caller->word;
	if (letter == 'c')
		return pool_format(pool, "%s=\"%s\"", name, text_at(init, address));
	if (letter != 's' && letter != 'l')
		width = 1u << (strchr(letters, letter) - letters);
	for (unsigned i = 0; i < count; i++, separator = ",") {
		uint64_t at = address + (uint64_t)i * width;
		if (letter == 's') {
			uint64_t pointer = word_at(init, at);
			text = pool_format(pool, pointer ? "%s%s\"%s\"" : "%s%sNULL", text, separator,
					   text_at(init, pointer));
			continue;
		}
		unsigned unused = 64 - 8 * width;
		int64_t value = 0;
		if (at - init->base + width <= init->size)
			value = (int64_t)(number(init->bytes + (at - init->base), width) << unused) >> unused;
		text = pool_format(pool, "%s%s%lld", text, separator, (long long)value);
	}
	return text;
}

static const char *symbols_take(struct kernel24 *kernel, const struct init *init, struct module24 *module)
{
	struct pool *pool = &kernel->state.pool;
	const char *words = "";
	for (uint64_t i = 0; i < get(init, NSYMS); i++) {
		uint64_t at = get(init, SYMS) + 2 * i * init->caller->word;
		struct value24 symbol = { .value = word_at(init, at) };
		symbol.name = pool_string(pool, text_at(init, word_at(init, at + init->caller->word)));
		POOL_ADD(pool, &module->symbols, symbol);
		const char *word = symbol.name;
		if (!strncmp(word, "show_", 5))
			word = shown(pool, init, symbol.name, symbol.value);
		else if (!strncmp(word, "__insmod_", 9))	/* names of files, dates, sizes: not for traces */
			word = strstr(word, "_O/") ? "__insmod_O" : "";
		words = pool_format(pool, "%s%s%s", words, *word ? " " : "", word);
	}
	return words;
}

static const char *dependencies_take(struct kernel24 *kernel, const struct init *init, struct module24 *module,
				     const char **wrong)
{
	const char *words = "";
	for (uint64_t i = 0; i < get(init, NDEPS); i++) {
		uint64_t address = word_at(init, get(init, DEPS) + 3 * i * init->caller->word);
		struct module24 *other = state24_at(kernel, address);
		if (address == module->address)
			*wrong = "self-referential dependency in mod->deps";
		else if (!other)
			*wrong = "found dependency that is (no longer?) a module";
		if (*wrong)
			return "";
		POOL_ADD(&kernel->state.pool, &module->uses_modules, other->name);
		words = pool_format(&kernel->state.pool, "%s%s%s", words, i ? "," : " deps=", other->name);
	}
	for (size_t i = 0; i < module->uses_modules.count; i++)
		state24_find(kernel, module->uses_modules.at[i])->flags |= USED_ONCE;
	return words;
}

/* Copies and checks. `*words` gets what is told of it, `*wrong` the reason of EINVAL. */
static int init_image(struct kernel24 *kernel, struct init *init, struct module24 *module, uint64_t image,
		      const char **words, const char **wrong)
{
	const struct caller24 *caller = init->caller;
	unsigned word = caller->word;
	unsigned char first[8];
	const char *name;

	if (caller->read(caller, image, first, word))
		return -EFAULT;
	init->struct_size = number(first, word);
	*wrong = "Invalid module header size";
	if (init->struct_size < offset(word, PERSIST_START) || init->struct_size > offset(word, FIELDS) + SLOP * word)
		return -EINVAL;
	init->bytes = pool_alloc(&kernel->state.pool, module->size + 256);
	if (caller->read(caller, image, init->bytes, init->struct_size))
		return -EFAULT;
	init->size = get(init, SIZE);
	*wrong = "Size of initialized module exceeds size of created module";
	if (init->size > module->size)
		return -EINVAL;
	if (caller->read(caller, image, init->bytes, init->size))
		return -EFAULT;
	*wrong = struct_check(init, strlen(module->name) + 1, &name);
	if (!*wrong && strcmp(name, module->name))
		*wrong = "changed module name";
	if (*wrong)
		return -EINVAL;
	const char *dependencies = dependencies_take(kernel, init, module, wrong);
	if (*wrong)
		return -EINVAL;
	const char *autoclean = get(init, FLAGS) & AUTOCLEAN ? " autoclean" : "";
	const char *kallsyms = get(init, KALLSYMS_END) ? " kallsyms" : "";
	*words = pool_format(&kernel->state.pool, "%s%s%s%s", autoclean, kallsyms, dependencies,
			     symbols_take(kernel, init, module));
	module->flags = get(init, FLAGS);
	module->cleanup = get(init, CLEANUP);
	return 0;
}

int fake24_init(const struct caller24 *caller, const char *name, uint64_t image)
{
	struct kernel24 kernel;
	const char *words = "", *wrong = NULL;
	state24_open(&kernel, caller);
	struct module24 *module = name ? state24_find(&kernel, name) : NULL;
	int result = setting(&kernel.state, "unprivileged") ? -EPERM : name_check(name);
	if (!result)
		result = state24_scripted(&kernel, "init_module", name);
	if (!result && !module)
		result = -ENOENT;
	struct init init = { .caller = caller, .base = module ? module->address : 0 };
	if (!result) {
		result = init_image(&kernel, &init, module, image, &words, &wrong);
		if (!result)
			wrong = NULL;
	}
	if (!result) {
		result = state24_scripted(&kernel, "init", name);
		if (!result && kernel.executes)
			result = execute24_init(&kernel, module, init.bytes, get(&init, INIT));
		if (!result)
			module->flags |= RUNNING;
	}
	const char *call = pool_format(&kernel.state.pool, "init_module(%s%s)", name ? name : "NULL", words);
	trace(&kernel, call, result, wrong);
	state24_close(&kernel);
	return result;
}

/* ---- delete_module ---- */

static int reap(struct kernel24 *kernel)
{
	bool changed = true;
	while (changed) {
		changed = false;
		for (size_t i = kernel->modules.count; i-- > 0; ) {
			struct module24 *module = kernel->modules.at[i];
			if ((module->flags & (AUTOCLEAN | RUNNING | USED_ONCE)) != (AUTOCLEAN | RUNNING | USED_ONCE) ||
			    module->uses || state24_is_needed(kernel, module))
				continue;
			state24_remove(kernel, module);
			changed = true;
		}
	}
	return 0;
}

static int delete(struct kernel24 *kernel, const char *name)
{
	int result = state24_scripted(kernel, "delete_module", name ? name : "NULL");
	if (result)
		return result;
	if (setting(&kernel->state, "unprivileged"))
		return -EPERM;
	if (!name)
		return reap(kernel);
	result = name_check(name);
	struct module24 *module = result ? NULL : state24_find(kernel, name);
	if (!module)
		return result ? result : -ENOENT;
	if (module->uses || state24_is_needed(kernel, module))
		return -EBUSY;
	if (kernel->executes)
		execute24_cleanup(kernel, module);
	state24_remove(kernel, module);
	return 0;
}

int fake24_delete(const struct caller24 *caller, const char *name)
{
	struct kernel24 kernel;
	state24_open(&kernel, caller);
	int result = delete(&kernel, name);
	trace(&kernel, pool_format(&kernel.state.pool, "delete_module(%s)", name ? name : "NULL"), result, NULL);
	state24_close(&kernel);
	return result;
}
