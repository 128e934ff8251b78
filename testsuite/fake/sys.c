/* SPDX-License-Identifier: 0BSD */
/*
 * Door one to the fake kernel: linked into a test build in place of libmod/kernel/sys.c. The fixture is the folder
 * that FAKE_KERNEL names; without it nothing runs, so that no test build ever changes a real kernel.
 */
#include "kernel/sys.h"

#include "model.h"
#include "model24.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *sys_root(void)
{
	const char *root = getenv("FAKE_KERNEL");
	if (root)
		return root;
	fputs("this is a test build: FAKE_KERNEL must name a fixture\n", stderr);
	exit(125);
}

static int copy(const struct caller24 *caller, uint64_t address, void *out, size_t size)
{
	(void)caller;
	memcpy(out, (const void *)(uintptr_t)address, size);
	return 0;
}

static struct caller24 caller24(void)
{
	return (struct caller24) { .root = sys_root(), .word = sizeof(long), .read = copy, .executes = true };
}

int sys_finit_module(int fd, const char *params, unsigned flags)
{
	return fake24_is(sys_root()) ? -ENOSYS : fake_finit_module(sys_root(), fd, params, flags);
}

int sys_init_module(const void *image, size_t size, const char *params)
{
	return fake_init_module(sys_root(), image, size, params);
}

int sys_delete_module(const char *name, unsigned flags)
{
	struct caller24 caller = caller24();
	return fake24_is(sys_root()) ? fake24_delete(&caller, name) : fake_delete_module(sys_root(), name, flags);
}

int sys_create_module(const char *name, size_t size, unsigned long *address)
{
	struct caller24 caller = caller24();
	uint64_t value = -1;
	int result = fake24_is(sys_root()) ? fake24_create(&caller, name, size, &value) : -ENOSYS;
	*address = value;
	return result;
}

int sys_init_module_24(const char *name, const void *image)
{
	struct caller24 caller = caller24();
	return fake24_init(&caller, name, (uintptr_t)image);
}

int sys_query_module(const char *name, int which, void *buffer, size_t size, size_t *count)
{
	struct caller24 caller = caller24();
	struct pool pool = {0};
	unsigned char *bytes;
	size_t length;
	uint64_t number;
	if (!fake24_is(sys_root()))
		return -ENOSYS;
	int result = fake24_query(&caller, name, which, size, &pool, &bytes, &length, &number);
	if (!result)
		memcpy(buffer, bytes, length);
	if (!result || result == -ENOSPC)
		*count = number;
	pool_free(&pool);
	return result;
}

int sys_get_kernel_syms(void *table)
{
	struct caller24 caller = caller24();
	struct pool pool = {0};
	unsigned char *bytes;
	size_t length;
	if (!fake24_is(sys_root()))
		return -ENOSYS;
	int result = fake24_syms(&caller, !table, &pool, &bytes, &length);
	if (table)
		memcpy(table, bytes, length);
	pool_free(&pool);
	return result;
}

int sys_release(char *release, size_t size)
{
	fake_release(sys_root(), release, size);
	return 0;
}
