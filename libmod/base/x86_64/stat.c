/* SPDX-License-Identifier: 0BSD */
/*
 * System calls whose structure is the kernel's own on this machine: musl copies each member, for those where it is not,
 * in 500 bytes. Only in builds for x86_64, and not in those with sanitizers.
 */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int stat(const char *path, struct stat *status)
{
	return (int)syscall(SYS_stat, path, status);
}

int lstat(const char *path, struct stat *status)
{
	return (int)syscall(SYS_lstat, path, status);
}

int fstat(int fd, struct stat *status)
{
	return (int)syscall(SYS_fstat, fd, status);
}
