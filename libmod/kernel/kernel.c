/* SPDX-License-Identifier: 0BSD */
/* Which kernel this is, and the way to its ops. */
#include "kernel/kernel.h"

#include "kernel/sys.h"
#include "rows.h"

#include <string.h>

#define DECLARE(name) extern const struct kernel_ops kernel_##name;
KERNELS(DECLARE)
#undef DECLARE

#define ROW(name) &kernel_##name,
static const struct kernel_ops *const kernels[] = { KERNELS(ROW) };
#undef ROW

enum { RELEASE_SIZE = 65 };	/* struct utsname's, with the NUL */

void kernel_open(struct kernel *kernel, struct arena *arena)
{
	char release[RELEASE_SIZE] = "";

	sys_release(release, sizeof release);
	*kernel = (struct kernel){
		.ops = kernels[0],
		.release = arena_string(arena, release),
		.root = sys_root(),
		.arena = arena,
	};
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
		if (kernels[i]->matches(release)) {
			kernel->ops = kernels[i];
			break;
		}
	}
}

/* Copies one parameter to `out`; returns its end. */
static char *param_put(char *out, const char *word)
{
	const char *value = strchr(word, '=');
	size_t head = value ? (size_t)(value + 1 - word) : strlen(word);
	bool quote = value && value[1] != '"' && value[1 + strcspn(value + 1, " \t\n")];

	out = mempcpy(out, word, head);
	if (quote)
		*out++ = '"';
	out = stpcpy(out, word + head);
	if (quote)
		*out++ = '"';
	return out;
}

char *kernel_params(struct arena *arena, size_t count, char *const *words)
{
	size_t size = 1;
	char *text, *end;

	for (size_t i = 0; i < count; i++)
		size += strlen(words[i]) + 3;
	text = end = arena_bytes(arena, size);
	for (size_t i = 0; i < count; i++) {
		if (i)
			*end++ = ' ';
		end = param_put(end, words[i]);
	}
	*end = '\0';
	return text;
}

int kernel_load(struct kernel *kernel, struct image *image, const char *params, unsigned flags,
		struct err *err)
{
	return kernel->ops->load(kernel, image, params ? params : "", flags, err);
}

int kernel_unload(struct kernel *kernel, const char *name, unsigned flags, struct err *err)
{
	return kernel->ops->unload(kernel, name, flags, err);
}

int kernel_answer(struct err *err, int rc)
{
	if (rc >= 0)
		return 0;
	err_set(err, -rc, "%s", err_words(rc));
	err->is_kernels = true;
	return rc;
}

int kernel_list(struct kernel *kernel, struct loaded_list *out, struct err *err)
{
	return kernel->ops->list(kernel, out, err);
}

struct loaded_module *loaded_find(const struct loaded_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->at[i].name, name))
			return &list->at[i];
	return NULL;
}

const char *loaded_holders(const struct loaded_module *module, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; i < module->holder_count; i++)
		text = arena_format(arena, "%s %s", text, module->holders[i]);
	return text;
}

enum module_state kernel_state(struct kernel *kernel, const char *name)
{
	return kernel->ops->state(kernel, name);
}
