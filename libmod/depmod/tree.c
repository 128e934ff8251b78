/* SPDX-License-Identifier: 0BSD */
/* What one run of depmod knows: the little that it can be asked for. */
#include "depmod/tree.h"

#include "base/files.h"
#include "base/log.h"
#include "depmod/digest.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { LIST_LIMIT = 64 << 20 };

const char *facts_info(const struct facts *facts, enum info_kind kind, const char **at)
{
	const char *next = *at ? *at + strlen(*at) + 1 : facts->infos;
	const char *end = facts->infos + facts->infos_size;

	while (next != end && *next != (char)kind)
		next += strlen(next) + 1;
	*at = next;
	return next == end ? NULL : next + 1;
}

bool is_tellable(struct str text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.at[i] < ' ' || (unsigned char)text.at[i] >= 0x7f)
			return false;
	return true;
}

int64_t nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

struct file_stamp file_stamp_of(const struct stat *status)
{
	int64_t modified = nanoseconds(&status->st_mtim), changed = nanoseconds(&status->st_ctim);
	const uint64_t all[] = {
		(uint64_t)status->st_size, status->st_ino, (uint64_t)modified, (uint64_t)changed,
	};

	return (struct file_stamp){ digest(0, all, sizeof all), modified > changed ? modified : changed };
}

struct file_stamp file_stamp(const char *path)
{
	struct stat status;

	return stat(path, &status) ? (struct file_stamp){ 0 } : file_stamp_of(&status);
}

/* A pipe is a file that is made now. clock_gettime is 1000 bytes in libc, for it knows faster ways than this. */
int64_t file_time(void)
{
	struct stat status = { 0 };
	int ends[2];

	if (pipe(ends))
		return 0;
	fstat(ends[0], &status);
	close(ends[0]);
	close(ends[1]);
	return file_stamp_of(&status).time;
}

int list_read(const struct tree *tree, const char *name, bool verbose, struct arena *arena, struct str *out,
	      struct err *err)
{
	int rc = file_read(arena, path_join(arena, tree->dir, name), LIST_LIMIT, out, err);

	if (rc != -ENOENT)
		return rc;
	*out = (struct str){ 0 };
	if (verbose)
		log_warn("could not open %s at %s: %s", name, tree->dir, err_words(rc));
	return 0;
}

/* The arenas lie on the board, too, so that the next worker goes on where the one before it came to. */
unsigned tree_share(struct tree *tree, unsigned workers)
{
	if (!tree->shared && arena_share(&tree->board, SHARED_SIZE)) {
		tree->shared = arena_alloc(&tree->board, workers * sizeof *tree->shared);
		while (tree->shared_count < workers && arena_share(&tree->shared[tree->shared_count], SHARED_SIZE))
			tree->shared_count++;
	}
	return workers < tree->shared_count ? workers : tree->shared_count;
}

void tree_close(struct tree *tree)
{
	symbol_names_free(&tree->symbols);
	while (tree->shared_count)
		arena_free(&tree->shared[--tree->shared_count]);
	arena_free(&tree->board);
}
