/* SPDX-License-Identifier: 0BSD */
/*
 * System calls of which musl makes more than is asked of them here: 1000 bytes in all. Not in builds with sanitizers,
 * which watch libc's.
 */
#include "base/calls.h"

#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

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
