/* SPDX-License-Identifier: 0BSD */
/* A folder of its own for each test, with files as the test wants them. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <assert.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	char root[64];
};

static inline void fixture_open(struct fixture *fixture)
{
	snprintf(fixture->root, sizeof fixture->root, "%s", "/tmp/unit.XXXXXX");
	if (!mkdtemp(fixture->root))
		abort();
}

static inline char *fixture_path(const struct fixture *fixture, const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", fixture->root, name);
	return path;
}

/* Makes the folders above it, too; a name that ends in a slash is a folder. */
static inline void fixture_bytes(const struct fixture *fixture, const char *name, const void *bytes, size_t size)
{
	char *path = fixture_path(fixture, name);
	FILE *file;

	for (char *slash = path + strlen(fixture->root); (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			abort();
		*slash = '/';
	}
	if (path[strlen(path) - 1] == '/')
		return;
	file = fopen(path, "w");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
		abort();
}

static inline void fixture_file(const struct fixture *fixture, const char *name, const char *text)
{
	fixture_bytes(fixture, name, text, strlen(text));
}

static inline int fixture_remove(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

static inline void fixture_close(struct fixture *fixture)
{
	nftw(fixture->root, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
