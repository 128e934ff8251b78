/* SPDX-License-Identifier: 0BSD */
/* The files of depmod.d: five folders as one, in which a file of an earlier folder hides its namesakes. */
#include "depmod/conf_files.h"

#include "base/files.h"
#include "base/log.h"
#include "base/sort.h"
#include "base/str.h"

#include <errno.h>
#include <string.h>

static const char *const folders[] = {
	"/etc/depmod.d", "/run/depmod.d", "/usr/local/lib/depmod.d", "/usr/lib/depmod.d", "/lib/depmod.d",
};

void text_list_add(struct text_list *list, struct arena *arena, const char *text)
{
	list->at = arena_grow(arena, list->at, list->count, &list->capacity, sizeof *list->at);
	list->at[list->count++] = text;
}

static bool has_namesake(const struct text_list *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (!strcmp(path_base(files->at[i]), name))
			return true;
	return false;
}

/* Adds NAME.conf of a folder, but for those that hide behind a file that was added before. */
static void add_folder(struct text_list *files, struct text_list *seen, struct arena *arena, const char *path)
{
	struct folder folder;
	struct err err;
	int rc = folder_list(arena, path, &folder, &err);

	if (!rc)
		text_list_add(seen, arena, path);
	else if (rc != -ENOENT)
		log_warn("%s", err.text);
	for (size_t i = 0; i < folder.count; i++) {
		const char *name = folder.entries[i].name;

		if (*name != '.' && str_ends(name, ".conf") && folder.entries[i].kind != FILE_FOLDER &&
		    !has_namesake(files, name))
			text_list_add(files, arena, path_join(arena, path, name));
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(path_base(*(const char *const *)a), path_base(*(const char *const *)b));
}

void conf_files_find(struct text_list *files, struct text_list *seen, struct arena *arena, const char *root,
		     const char *const *paths, size_t path_count)
{
	for (size_t i = 0; i < path_count; i++) {
		if (file_kind(paths[i]) == FILE_FOLDER)
			add_folder(files, seen, arena, paths[i]);
		else
			text_list_add(files, arena, paths[i]);
	}
	for (size_t i = 0; !path_count && i < sizeof folders / sizeof *folders; i++)
		add_folder(files, seen, arena, path_join(arena, root, folders[i]));
	sort(files->at, files->count, sizeof *files->at, compare_names);
}
