/* SPDX-License-Identifier: 0BSD */
/*
 * THE SEAM: the system calls about modules, and nothing else. sys.c makes them; the test suite links another
 * object in its place. Each returns what the system call does, or -errno.
 */
#ifndef KERNEL_SYS_H
#define KERNEL_SYS_H

#include <stddef.h>

int sys_finit_module(int fd, const char *params, unsigned flags);
int sys_init_module(const void *image, size_t size, const char *params);
int sys_delete_module(const char *name, unsigned flags);	/* NULL on Linux 2.4: what is autoclean and unused */

/*
 * Linux 2.4's, all of which Linux 2.6 lacks. An address that create_module gives may look like an error: it comes by
 * `*address`. query_module's `which` is a QM_...; `name` NULL is the kernel itself.
 */
int sys_create_module(const char *name, size_t size, unsigned long *address);
int sys_init_module_24(const char *name, const void *image);
int sys_query_module(const char *name, int which, void *buffer, size_t size, size_t *count);
int sys_get_kernel_syms(void *table);

enum { QM_MODULES = 1, QM_DEPS, QM_REFS, QM_SYMBOLS, QM_INFO };

/* The release of the running kernel (uname -r), cut to `size` with its NUL. */
int sys_release(char *release, size_t size);

/* What stands in front of /proc, /sys, /lib/modules and /etc on this system: "" outside of the test suite. */
const char *sys_root(void);

/* finit_module's flags (linux/module.h) */
enum {
	SYS_INIT_IGNORE_MODVERSIONS = 1,
	SYS_INIT_IGNORE_VERMAGIC = 2,
	SYS_INIT_COMPRESSED_FILE = 4,
};

#endif
