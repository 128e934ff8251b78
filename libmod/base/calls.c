/* SPDX-License-Identifier: 0BSD */
/*
 * System calls of which musl makes more than is asked of them here: 1000 bytes in all. Not in builds with sanitizers,
 * which watch libc's.
 */
#include "base/calls.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * For O_CLOEXEC musl asks again by fcntl, as kernels before 2.6.23 do not know it: there a command that we run
 * inherits an index or two, which do not harm it.
 */
int open(const char *path, int flags, ...)
{
	va_list list;
	unsigned mode;

	va_start(list, flags);
	mode = flags & O_CREAT ? va_arg(list, unsigned) : 0;
	va_end(list);
	return (int)syscall(CALL_OPEN, path, flags | O_LARGEFILE, mode);
}

/* A folder outside of our root has no path. */
char *getcwd(char *folder, size_t size)
{
	return syscall(SYS_getcwd, folder, size) > 0 && *folder == '/' ? folder : NULL;
}

/* Never to a place of the caller's choice. */
void *mremap(void *bytes, size_t size, size_t wanted, int flags, ...)
{
	return (void *)syscall(SYS_mremap, bytes, size, wanted, flags);
}

/* There is one thread, and no lock that a child would have to set free. */
pid_t _Fork(void)
{
	return (pid_t)syscall(CALL_FORK);
}
