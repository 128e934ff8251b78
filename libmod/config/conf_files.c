/* SPDX-License-Identifier: 0BSD */
/* The files of a configuration: which there are, and in which order. */
#include "config/conf_files.h"

#include "base/log.h"
#include "base/sort.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The first one that has a file of some name keeps the others from being read. */
static const char *const folders[] = { "/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib" };

enum { FOLDERS = sizeof folders / sizeof *folders };

/* A configuration has some kilobytes; what is larger than this is something else, and would cost memory. */
#define FILE_LIMIT ((size_t)8 << 20)

/* Whether `path` is the first of its name. If not, it is noted as masked. */
static bool name_take(struct conf_files *files, const char *path)
{
	void **slot = map_slot(&files->taken, str_of(path_base(path)));
	const char *by = *slot;
	struct masked_file *masked;

	if (!by) {
		*slot = (void *)path;
		names_add(&files->seen, files->arena, path);
		return true;
	}
	masked = arena_add(files->arena, &files->masked, sizeof *masked);
	*masked = (struct masked_file){ path, by };
	return false;
}

void conf_files_add(struct conf_files *files, const char *path, enum file_kind kind)
{
	if (kind == FILE_UNKNOWN)
		log_warn("could not open '%s': %s", path, err_words(errno));
	else if (kind == FILE_FOLDER)
		log_warn("directories inside directories are not supported: '%s'", path);
	else if (name_take(files, path) && kind == FILE_REGULAR)
		names_add(&files->paths, files->arena, path);
}

static void folder_add(struct conf_files *files, const char *path)
{
	struct folder folder;
	struct err err;
	int rc = folder_list(files->arena, path, &folder, &err);

	names_add(&files->seen, files->arena, path);
	if (rc && rc != -ENOENT)
		log_warn("%s", err.text);
	for (size_t i = 0; i < folder.count; i++) {
		const struct folder_entry *entry = &folder.entries[i];
		enum file_kind kind = entry->kind;
		const char *whole;

		if (*entry->name == '.' || !str_ends(entry->name, ".conf"))
			continue;
		whole = path_join(files->arena, path, entry->name);
		if (kind == FILE_LINK || kind == FILE_UNKNOWN)
			kind = file_kind(whole);
		conf_files_add(files, whole, kind);
	}
}

/* Where /lib is a link to usr/lib, the last of the folders is the one before it. */
static size_t folder_count(struct arena *arena, const char *root)
{
	char target[8];

	return readlink(path_join(arena, root, "/lib"), target, sizeof target) == 7 &&
	       !memcmp(target, "usr/lib", 7) ? FOLDERS - 1 : FOLDERS;
}

static int path_compare(const void *a, const void *b)
{
	return strcmp(path_base(*(const char *const *)a), path_base(*(const char *const *)b));
}

void conf_files_sort(struct conf_files *files)
{
	sort(files->paths.at, files->paths.count, sizeof *files->paths.at, path_compare);
}

void conf_files_find(struct conf_files *files, const char *name, const struct config_sources *sources)
{
	size_t count = sources->path_count ? 0 : folder_count(files->arena, sources->root);

	for (size_t i = 0; i < sources->path_count; i++) {
		enum file_kind kind = file_kind(sources->paths[i]);

		if (kind == FILE_FOLDER)
			folder_add(files, sources->paths[i]);
		else
			conf_files_add(files, sources->paths[i], kind);
	}
	for (size_t i = 0; i < count; i++)
		folder_add(files, path_join(files->arena, sources->root, path_join(files->arena, folders[i], name)));
}

/* A file that went since its folder was listed was never there. */
bool conf_file_read(struct arena *arena, const char *path, struct str *text)
{
	struct err err;
	int rc = file_read(arena, path, FILE_LIMIT, text, &err);

	if (rc && rc != -ENOENT)
		log_warn("%s", err.text);
	return !rc;
}
