/* SPDX-License-Identifier: 0BSD */
/*
 * Makes one module system call and prints what it returned: the naked kernel, for tests of the fake one.
 *
 *	call finit FILE [PARAMS [FLAGS]]
 *	call init FILE [PARAMS]
 *	call delete NAME [FLAGS]
 *	call release
 */
#include "fake/errnos.h"
#include "kernel/sys.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int init(const char *path, const char *params)
{
	struct stat status;
	int fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &status))
		exit(2);
	char *image = malloc(status.st_size + 1);
	ssize_t size = read(fd, image, status.st_size);
	int result = sys_init_module(image, size, params);
	free(image);
	return result;
}

static int call(const char *what, const char *name, const char *params, const char *flags)
{
	if (!strcmp(what, "init"))
		return init(name, params);
	if (!strcmp(what, "delete"))
		return sys_delete_module(name, strtoul(params, NULL, 0));
	if (!strcmp(what, "finit"))
		return sys_finit_module(open(name, O_RDONLY), params, strtoul(flags, NULL, 0));
	if (!strcmp(what, "finit-rw"))
		return sys_finit_module(open(name, O_RDWR), params, strtoul(flags, NULL, 0));
	exit(2);
}

int main(int argc, char **argv)
{
	char release[65];
	if (argc == 2 && !strcmp(argv[1], "release")) {
		sys_release(release, sizeof release);
		puts(release);
		return 0;
	}
	if (argc < 3)
		return 2;
	int result = call(argv[1], argv[2], argc > 3 ? argv[3] : "", argc > 4 ? argv[4] : "0");
	puts(result < 0 ? errno_name(-result) : "0");
	return 0;
}
