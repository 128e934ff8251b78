/* SPDX-License-Identifier: 0BSD */
/* The files of depmod.d: five folders as one, in which a file of an earlier folder hides its namesakes. */
#include "depmod/conf_files.h"

#include "base/files.h"
#include "base/log.h"
#include "base/sort.h"

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

static bool has_namesake(const struct text_list *files, size_t first, const char *name)
{
	for (size_t i = first; i < files->count; i++)
		if (!strcmp(path_base(files->at[i]), name))
			return true;
	return false;
}

/* Adds NAME.conf of a folder, but for those that hide behind a file added since `first`. */
static int add_folder(struct text_list *files, size_t first, struct arena *arena, const char *path, struct err *err)
{
	struct folder folder;
	int rc = folder_list(arena, path, &folder, err);

	for (size_t i = 0; !rc && i < folder.count; i++) {
		const char *name = folder.entries[i].name;

		if (*name != '.' && str_ends(name, ".conf") && folder.entries[i].kind != FILE_FOLDER &&
		    !has_namesake(files, first, name))
			text_list_add(files, arena, path_join(arena, path, name));
	}
	return rc;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(path_base(*(const char *const *)a), path_base(*(const char *const *)b));
}

static void find_in_folders(struct text_list *files, struct text_list *seen, struct arena *arena, const char *root)
{
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		const char *path = path_join(arena, root, folders[i]);
		struct err err;
		int rc = add_folder(files, 0, arena, path, &err);

		if (!rc)
			text_list_add(seen, arena, path);
		else if (rc != -ENOENT)
			log_warn("%s", err.text);
	}
	sort(files->at, files->count, sizeof *files->at, compare_names);
}

int conf_files_find(struct text_list *files, struct text_list *seen, struct arena *arena, const char *root,
		    const char *const *paths, size_t path_count, struct err *err)
{
	if (!path_count)
		find_in_folders(files, seen, arena, root);
	for (size_t i = 0; i < path_count; i++) {
		enum file_kind kind = file_kind(paths[i]);

		if (kind == FILE_UNKNOWN)
			return err_sys(err, "could not open '%s'", paths[i]);
		text_list_add(seen, arena, paths[i]);
		if (kind == FILE_FOLDER && add_folder(files, files->count, arena, paths[i], err))
			return -err->code;
		if (kind != FILE_FOLDER)
			text_list_add(files, arena, paths[i]);
	}
	return 0;
}
