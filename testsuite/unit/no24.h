/* SPDX-License-Identifier: 0BSD */
/* The half of the seam that only Linux 2.4 has, as a later kernel answers it, for tests that define the other half. */
#ifndef UNIT_NO24_H
#define UNIT_NO24_H

#include "kernel/sys.h"

#include <errno.h>

int sys_create_module(const char *name, size_t size, unsigned long *address)
{
	(void)name;
	(void)size;
	(void)address;
	return -ENOSYS;
}

int sys_init_module_24(const char *name, const void *image)
{
	(void)name;
	(void)image;
	return -ENOSYS;
}

int sys_query_module(const char *name, int which, void *buffer, size_t size, size_t *count)
{
	(void)name;
	(void)which;
	(void)buffer;
	(void)size;
	(void)count;
	return -ENOSYS;
}

int sys_get_kernel_syms(void *table)
{
	(void)table;
	return -ENOSYS;
}

#endif
