/* SPDX-License-Identifier: 0BSD */
/* The real module system calls. libc has no wrappers for them. */
#include "kernel/sys.h"

#include "base/fmt.h"
#include "kernel/numbers24.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static int result(long answer)
{
	return answer < 0 ? -errno : (int)answer;
}

int sys_finit_module(int fd, const char *params, unsigned flags)
{
	return result(syscall(SYS_finit_module, fd, params, flags));
}

int sys_init_module(const void *image, size_t size, const char *params)
{
	return result(syscall(SYS_init_module, image, size, params));
}

int sys_delete_module(const char *name, unsigned flags)
{
	return result(syscall(SYS_delete_module, name, flags));
}

int sys_create_module(const char *name, size_t size, unsigned long *address)
{
	long answer = syscall(SYS_create_module, name, size);

	*address = (unsigned long)answer;
	return answer == -1 ? -errno : 0;
}

int sys_init_module_24(const char *name, const void *image)
{
	return result(syscall(SYS_init_module, name, image));
}

int sys_query_module(const char *name, int which, void *buffer, size_t size, size_t *count)
{
	return result(syscall(SYS_query_module, name, which, buffer, size, count));
}

int sys_get_kernel_syms(void *table)
{
	return result(syscall(SYS_get_kernel_syms, table));
}

int sys_release(char *release, size_t size)
{
	struct utsname names;

	if (uname(&names))
		return -errno;
	fmt(release, size, "%s", names.release);
	return 0;
}

const char *sys_root(void)
{
	return "";
}
