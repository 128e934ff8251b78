/* SPDX-License-Identifier: 0BSD */
/* Decompression by gzip, xz and zstd as programs: the model must not share a decoder with what it tests. */
#include "unpack.h"

#include <errno.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_magic(const char *compression, const unsigned char *bytes, size_t size)
{
	static const struct { const char *name, *magic; size_t length; } rows[] = {
		{ "gzip", "\x1f\x8b", 2 }, { "xz", "\xfd" "7zXZ", 6 }, { "zstd", "\x28\xb5\x2f\xfd", 4 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!strcmp(rows[i].name, compression))
			return size > 8 && !memcmp(bytes, rows[i].magic, rows[i].length);
	}
	return false;
}

/* Runs the program with `in` as standard input and `out` as standard output. Returns its exit code. */
static int run(const char *program, int in, int out)
{
	extern char **environ;
	char name[8], option[] = "-dcq", *arguments[] = { name, option, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = -1;

	snprintf(name, sizeof name, "%s", program);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0);
	if (posix_spawnp(&pid, program, &actions, NULL, arguments, environ)) {
		fprintf(stderr, "fake kernel: cannot run %s\n", program);
		abort();
	}
	posix_spawn_file_actions_destroy(&actions);
	waitpid(pid, &status, 0);
	return status;
}

int unpack(const char *compression, struct pool *pool, unsigned char **bytes, size_t *size)
{
	enum { CHECK_CRC32 = 1 };
	struct stat status;
	int result = -EINVAL;

	if (!has_magic(compression, *bytes, *size))
		return -EINVAL;
	if (!strcmp(compression, "xz") && ((*bytes)[7] & 15) > CHECK_CRC32)
		return -EINVAL;

	int in = memfd_create("packed", MFD_CLOEXEC), out = memfd_create("unpacked", MFD_CLOEXEC);
	if (pwrite(in, *bytes, *size, 0) == (ssize_t)*size && run(compression, in, out) == 0 && !fstat(out, &status)) {
		*size = status.st_size;
		*bytes = pool_alloc(pool, *size);
		if (pread(out, *bytes, *size, 0) == (ssize_t)*size)
			result = 0;
	}
	close(in);
	close(out);
	return result;
}
