/* SPDX-License-Identifier: 0BSD */
/* What one run of depmod knows: the little that it can be asked for. */
#include "depmod/tree.h"

#include <string.h>

const char *facts_info(const struct facts *facts, enum info_kind kind, const char **at)
{
	const char *next = *at ? *at + strlen(*at) + 1 : facts->infos;
	const char *end = facts->infos + facts->infos_size;

	while (next != end && *next != (char)kind)
		next += strlen(next) + 1;
	*at = next;
	return next == end ? NULL : next + 1;
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

void tree_close(struct tree *tree)
{
	for (size_t i = 0; i < tree->reader_count; i++)
		arena_free(&tree->reader_arenas[i]);
	tree->reader_count = 0;
	symbol_names_free(&tree->symbols);
}
