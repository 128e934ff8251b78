/* SPDX-License-Identifier: 0BSD */
/* What one run of depmod knows: the little that it can be asked for. */
#include "depmod/tree.h"

#include <string.h>
#include <unistd.h>

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

struct file_stamp file_stamp_of(const struct stat *status)
{
	const int64_t second = 1000000000;

	return (struct file_stamp){
		.size = (uint64_t)status->st_size,
		.inode = status->st_ino,
		.modified = status->st_mtim.tv_sec * second + status->st_mtim.tv_nsec,
		.changed = status->st_ctim.tv_sec * second + status->st_ctim.tv_nsec,
	};
}

struct file_stamp file_stamp(const char *path)
{
	struct stat status;

	return stat(path, &status) ? (struct file_stamp){ 0 } : file_stamp_of(&status);
}

bool file_stamp_equal(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->size == b->size && a->inode == b->inode && a->modified == b->modified && a->changed == b->changed;
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
	return file_stamp_of(&status).modified;
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
