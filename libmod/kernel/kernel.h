/* SPDX-License-Identifier: 0BSD */
/*
 * The running kernel as modules see it. Which kind of kernel it is decides its release, once, in kernel_open:
 * linux (2.6 and later) or 24 (compat24). Nothing here only pretends: what -n and -D print is a plan that is
 * never given to a kernel (plan/plan.h).
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include "base/arena.h"
#include "base/err.h"
#include "file/image.h"

#include <stdbool.h>
#include <stddef.h>

/* What becomes of a module, as the kernel shows it in /sys/module/NAME and /proc/modules. */
enum module_state {
	MODULE_ABSENT,
	MODULE_BUILTIN,		/* only those that have a /sys/module/NAME; the others are MODULE_ABSENT */
	MODULE_COMING,
	MODULE_LIVE,
	MODULE_GOING,
};

/* Parts of forcing (insmod -f): with finit_module they are its flags, with init_module an edited copy. */
enum {
	LOAD_IGNORE_MODVERSIONS = 1,
	LOAD_IGNORE_VERMAGIC = 2,
};

/* A row of /proc/modules. */
struct loaded_module {
	const char *name;
	unsigned long size;		/* bytes of kernel memory */
	long references;		/* -1: the kernel cannot unload modules */
	const char **holders;		/* modules that use it, as /proc/modules lists them */
	size_t holder_count;
	enum module_state state;
	bool is_permanent;		/* has no exit function: stays for ever */
	const char *taints;		/* "OE"; "" if none */

	unsigned long address;		/* of Linux 2.4 only: its struct module, which a dependency's record holds; */
	unsigned long flags;		/* MODULE24_RUNNING and so on (compat24/abi24.h) */
};

struct loaded_list {
	struct loaded_module *at;
	size_t count, capacity;
};

struct kernel;
struct map;

struct kernel_ops {
	const char *name;
	bool (*matches)(const char *release);

	int (*load)(struct kernel *kernel, struct image *image, const char *params, unsigned flags,
		    struct err *err);
	int (*unload)(struct kernel *kernel, const char *name, unsigned flags, struct err *err);
	int (*list)(struct kernel *kernel, struct loaded_list *out, struct err *err);
	enum module_state (*state)(struct kernel *kernel, const char *name);
};

struct kernel {
	const struct kernel_ops *ops;
	const char *release;		/* uname -r */
	const char *root;		/* prefix of /proc and /sys: sys_root() */
	struct arena *arena;		/* for what lives as long as the kernel is used */

	const char *compression;	/* see sysmodule_compression */
	bool compression_known;
	bool is_mounted;		/* /sys/module was there */
	struct map *names;		/* see sysmodule_list; NULL: it was not called */
};

/* Asks for the release and chooses the ops; the rows come from the Makefile's KERNELS. Cannot fail. */
void kernel_open(struct kernel *kernel, struct arena *arena);

/*
 * Parameters as one text for kernel_load, separated by blanks, owned by the arena. The kernel cuts it at
 * blanks again (its kernel/params.c), so `name=some words` becomes `name="some words"`, unless the value is
 * quoted already.
 */
char *kernel_params(struct arena *arena, size_t count, char *const *words);

/*
 * Loads an open image; `params` is the joined text of parameters, NULL for none; `flags` are LOAD_...
 * Returns 0, or -errno with err (not NULL) set: kernel_refused tells whether the kernel said no, or the file
 * never got there. The decisions on the way are in linux.c. Leaves the image open.
 */
int kernel_load(struct kernel *kernel, struct image *image, const char *params, unsigned flags,
		struct err *err);

/*
 * Removes a module (its name in normal form). `flags` are delete_module's: O_NONBLOCK, O_TRUNC to force.
 * Returns 0, or -errno of the kernel with its words in err.
 */
int kernel_unload(struct kernel *kernel, const char *name, unsigned flags, struct err *err);

/*
 * What a module system call returned, as a result of ours: 0, or -errno with err marked as the kernel's own answer. For
 * the ops of every kind of kernel.
 */
int kernel_answer(struct err *err, int rc);

/*
 * Whether a failed kernel_load or kernel_unload is the kernel's own answer. Then err->text is only the words
 * of err->code, and the caller may have better ones; any failure of ours says more than those words.
 */
static inline bool kernel_refused(const struct err *err)
{
	return err->is_kernels;
}

/* All loaded modules, newest first, from one read; in the kernel's arena. Returns 0 or -errno with err set. */
int kernel_list(struct kernel *kernel, struct loaded_list *out, struct err *err);

/* The row of a module (normal form), or NULL; and its holders as text, a blank before each. */
struct loaded_module *loaded_find(const struct loaded_list *list, const char *name);
const char *loaded_holders(const struct loaded_module *module, struct arena *arena);

/* One module's state by its name in normal form, never remembered: it may change at any time. */
enum module_state kernel_state(struct kernel *kernel, const char *name);

#endif
