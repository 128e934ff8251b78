/* SPDX-License-Identifier: 0BSD */
/*
 * A model of the kernel's module loader. Both doors end here: sys.c, linked into a test build in place of
 * libmod/kernel/sys.c, and fakekernel.c, which answers the system calls of unmodified programs.
 *
 * Each call reads the fixture's state, does what kernel/module/main.c of Linux 6.x does, in its order, writes the
 * state back and adds a line to the trace. See state.h for the files and settings.
 */
#ifndef FAKE_MODEL_H
#define FAKE_MODEL_H

#include <stddef.h>

/* `root` is the fixture's folder. Each returns 0 or -errno, as the system call does. */
int fake_finit_module(const char *root, int fd, const char *params, unsigned flags);
int fake_init_module(const char *root, const void *image, size_t size, const char *params);
int fake_delete_module(const char *root, const char *name, unsigned flags);

/* What uname tells as the release: the setting. */
void fake_release(const char *root, char *release, size_t size);

#endif
