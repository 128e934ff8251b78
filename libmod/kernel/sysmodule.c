/* SPDX-License-Identifier: 0BSD */
/* One module in /sys. Loops poll these files, so nothing here takes memory from an arena but the lists. */
#include "kernel/sysmodule.h"

#include "base/files.h"
#include "base/fmt.h"
#include "base/map.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

struct path {
	char text[PATH_MAX];
};

/* "ROOT/sys/module/NAME" and `file`, which begins with a slash; false if no module can have that name. */
static bool path_make(struct path *path, const struct kernel *kernel, const char *name, const char *file)
{
	size_t length = fmt(path->text, sizeof path->text, "%s/sys/module/%s%s", kernel->root, name, file);

	return length < sizeof path->text && *name && *name != '.' && !strchr(name, '/');
}

/* The only line of a file in /sys, without its end. Returns 0 or -errno. */
static int line_read(const struct kernel *kernel, const char *name, const char *file, char *line, size_t size)
{
	struct path path;
	ssize_t length;
	int fd;

	if (!path_make(&path, kernel, name, file))
		return -ENOENT;
	fd = open(path.text, O_RDONLY | O_CLOEXEC);
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

static bool is_folder(const struct kernel *kernel, const char *name, const char *file)
{
	struct path path;

	return path_make(&path, kernel, name, file) && file_kind(path.text) == FILE_FOLDER;
}

enum module_state sysmodule_state(struct kernel *kernel, const char *name)
{
	char state[16];

	/* most modules that are asked for are not there: one call tells */
	if ((kernel->names && !map_get(kernel->names, str_of(name))) || !is_folder(kernel, name, ""))
		return MODULE_ABSENT;
	if (line_read(kernel, name, "/initstate", state, sizeof state)) {
		if (is_folder(kernel, name, "/holders"))
			return MODULE_COMING;
		return is_folder(kernel, name, "") ? MODULE_BUILTIN : MODULE_ABSENT;
	}
	if (!strcmp(state, "live"))
		return MODULE_LIVE;
	return strcmp(state, "going") ? MODULE_COMING : MODULE_GOING;
}

long sysmodule_references(struct kernel *kernel, const char *name)
{
	char text[32];
	unsigned long count;
	int rc = line_read(kernel, name, "/refcnt", text, sizeof text);

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
	if (!path_make(&path, kernel, name, "/holders") ||
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

	if (!kernel->compression_known && !line_read(kernel, "compression", "", name, sizeof name) && *name)
		kernel->compression = arena_string(kernel->arena, name);
	kernel->compression_known = true;
	return kernel->compression;
}

static const char *path_of_all(struct path *path, const struct kernel *kernel)
{
	fmt(path->text, sizeof path->text, "%s/sys/module", kernel->root);
	return path->text;
}

bool sysmodule_mounted(struct kernel *kernel)
{
	struct path path;

	if (!kernel->is_mounted)
		kernel->is_mounted = file_kind(path_of_all(&path, kernel)) == FILE_FOLDER;
	return kernel->is_mounted;
}

void sysmodule_list(struct kernel *kernel)
{
	struct map *names;
	struct folder folder;
	struct path path;

	if (folder_list(kernel->arena, path_of_all(&path, kernel), &folder, NULL))
		return;
	kernel->names = names = arena_alloc(kernel->arena, sizeof *names);
	names->arena = kernel->arena;
	for (size_t i = 0; i < folder.count; i++)
		map_add(names, folder.entries[i].name);
}
