/* SPDX-License-Identifier: 0BSD */
/*
 * Door one to the fake kernel: linked into a test build in place of libmod/kernel/sys.c. The fixture is the folder
 * that FAKE_KERNEL names; without it nothing runs, so that no test build ever changes a real kernel.
 */
#include "kernel/sys.h"

#include "model.h"

#include <stdio.h>
#include <stdlib.h>

const char *sys_root(void)
{
	const char *root = getenv("FAKE_KERNEL");
	if (root)
		return root;
	fputs("this is a test build: FAKE_KERNEL must name a fixture\n", stderr);
	exit(125);
}

int sys_finit_module(int fd, const char *params, unsigned flags)
{
	return fake_finit_module(sys_root(), fd, params, flags);
}

int sys_init_module(const void *image, size_t size, const char *params)
{
	return fake_init_module(sys_root(), image, size, params);
}

int sys_delete_module(const char *name, unsigned flags)
{
	return fake_delete_module(sys_root(), name, flags);
}

int sys_release(char *release, size_t size)
{
	fake_release(sys_root(), release, size);
	return 0;
}
