/* SPDX-License-Identifier: 0BSD */
/* One module in /sys. Loops poll these files, so nothing here takes memory from an arena but the lists. */
#include "kernel/sysmodule.h"

#include "base/files.h"
#include "base/fmt.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

struct path {
	char text[PATH_MAX];
};

/* "ROOT/sys/module/NAME/FILE"; false if no module can have that name. */
static bool path_make(struct path *path, struct kernel *kernel, const char *name, const char *file)
{
	size_t length = fmt(path->text, sizeof path->text, "%s/sys/module/%s/%s", kernel->root, name, file);

	return length < sizeof path->text && *name && *name != '.' && !strchr(name, '/');
}

/* The only line of a file in /sys, without its end. Returns 0 or -errno. */
static int line_read(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return -errno;
	length = read(fd, line, size - 1);
	if (length < 0)
		length = -errno;
	close(fd);
	if (length < 0)
		return (int)length;
	line[length] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return 0;
}

static enum module_state state_without_initstate(struct kernel *kernel, const char *name)
{
	struct path path;

	path_make(&path, kernel, name, "holders");
	if (file_kind(path.text) == FILE_FOLDER)
		return MODULE_COMING;
	path_make(&path, kernel, name, "");
	return file_kind(path.text) == FILE_FOLDER ? MODULE_BUILTIN : MODULE_ABSENT;
}

enum module_state sysmodule_state(struct kernel *kernel, const char *name)
{
	struct path path;
	char state[16];

	if (!path_make(&path, kernel, name, "initstate"))
		return MODULE_ABSENT;
	if (line_read(path.text, state, sizeof state))
		return state_without_initstate(kernel, name);
	if (!strcmp(state, "live"))
		return MODULE_LIVE;
	return strcmp(state, "going") ? MODULE_COMING : MODULE_GOING;
}

long sysmodule_references(struct kernel *kernel, const char *name)
{
	struct path path;
	char text[32];
	unsigned long count;
	int rc;

	if (!path_make(&path, kernel, name, "refcnt"))
		return -ENOENT;
	rc = line_read(path.text, text, sizeof text);
	if (rc)
		return rc;
	/* a module on its way out shows -1 */
	return str_number(text, LONG_MAX, &count) ? (long)count : 0;
}

size_t sysmodule_holders(struct kernel *kernel, const char *name, const char ***out)
{
	struct folder folder;
	struct path path;

	*out = NULL;
	if (!path_make(&path, kernel, name, "holders") ||
	    folder_list(kernel->arena, path.text, &folder, NULL) || !folder.count)
		return 0;
	*out = arena_alloc(kernel->arena, folder.count * sizeof **out);
	for (size_t i = 0; i < folder.count; i++)
		(*out)[i] = folder.entries[i].name;
	return folder.count;
}

const char *sysmodule_compression(struct kernel *kernel)
{
	char name[32];
	struct path path;

	if (kernel->compression_known)
		return kernel->compression;
	kernel->compression_known = true;
	fmt(path.text, sizeof path.text, "%s/sys/module/compression", kernel->root);
	if (!line_read(path.text, name, sizeof name) && *name)
		kernel->compression = arena_string(kernel->arena, name);
	return kernel->compression;
}

bool sysmodule_mounted(struct kernel *kernel)
{
	struct path path;

	fmt(path.text, sizeof path.text, "%s/sys/module", kernel->root);
	return file_kind(path.text) == FILE_FOLDER;
}
