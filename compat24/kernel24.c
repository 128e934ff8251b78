/* SPDX-License-Identifier: 0BSD */
/* Linux 2.4 as a kind of kernel: what is loaded is listed, removed and asked for here; loading is in load24.c. */
#include "compat24/kernel24.h"

#include "base/files.h"
#include "kernel/sys.h"

#include <errno.h>
#include <string.h>

static bool matches(const char *release)
{
	return str_starts(release, "2.4.");
}

/* Modules for newer kernels. Those for this one are linked first: kernel24_load. */
static int load(struct kernel *kernel, struct image *image, const char *params, unsigned flags, struct err *err)
{
	(void)kernel, (void)image, (void)params, (void)flags;
	return kernel_answer(err, -ENOSYS);
}

static int unload(struct kernel *kernel, const char *name, unsigned flags, struct err *err)
{
	(void)kernel, (void)flags;
	return kernel_answer(err, sys_delete_module(name, 0));
}

static int list(struct kernel *kernel, struct loaded_list *out, struct err *err)
{
	struct ksyms24 ksyms;
	int rc = ksyms24_read(&ksyms, kernel->arena, false, err);

	*out = ksyms.modules;
	return rc;
}

static enum module_state state(struct kernel *kernel, const char *name)
{
	struct ksyms24 ksyms;
	const struct loaded_module *module;

	ksyms24_read(&ksyms, kernel->arena, false, NULL);
	module = loaded_find(&ksyms.modules, name);
	if (!module)
		return MODULE_ABSENT;
	return module->flags & MODULE24_DELETED ? MODULE_GOING :
	       module->flags & MODULE24_RUNNING ? MODULE_LIVE : MODULE_COMING;
}

char *name24_of_path(struct arena *arena, const char *path)
{
	static const char suffixes[] = ".gz\0.xz\0.zst\0.o\0.mod\0";
	char *name = arena_string(arena, path_base(path));

	for (const char *suffix = suffixes; *suffix; suffix += strlen(suffix) + 1)
		if (str_ends(name, suffix))
			name[strlen(name) - strlen(suffix)] = '\0';
	return name;
}

const struct kernel_ops kernel_24 = {
	.name = "24",
	.matches = matches,
	.load = load,
	.unload = unload,
	.list = list,
	.state = state,
};
