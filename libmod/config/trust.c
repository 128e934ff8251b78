/* SPDX-License-Identifier: 0BSD */
/* Owners and modes of configuration and index files. */
#include "config/trust.h"

#include "base/files.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static int path_check(const char *path, struct err *err)
{
	struct stat status;
	const char *fault = NULL;

	if (lstat(path, &status))
		fault = errno == ENOENT ? NULL : err_words(errno);
	else if (S_ISLNK(status.st_mode))
		fault = file_kind(path) == FILE_OTHER ? NULL : "it is a symbolic link";
	else if (status.st_uid && status.st_uid != geteuid())
		fault = "it belongs to another user";
	else if (status.st_mode & (S_IWGRP | S_IWOTH))
		fault = "others can write to it";
	return fault ? err_set(err, EPERM, "'%s' is not to be trusted: %s", path, fault) : 0;
}

int trust_check(const struct config *config, const char *module_dir, struct arena *arena, struct err *err)
{
	struct folder folder;
	int rc = path_check(module_dir, err);

	for (size_t i = 0; !rc && i < config->files.count; i++)
		rc = path_check(config->files.at[i], err);
	folder_list(arena, module_dir, &folder, NULL);
	for (size_t i = 0; !rc && i < folder.count; i++)
		if (str_starts(folder.entries[i].name, "modules."))
			rc = path_check(path_join(arena, module_dir, folder.entries[i].name), err);
	return rc;
}
