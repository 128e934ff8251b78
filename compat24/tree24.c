/* SPDX-License-Identifier: 0BSD */
/* The module files of a 2.4 kernel, by modules.dep or by looking. */
#include "compat24/tree24.h"

#include "base/files.h"
#include "base/glob.h"
#include "base/lines.h"
#include "compat24/kernel24.h"

#include <string.h>
#include <sys/stat.h>

/* Bounds for hostile files and trees. */
enum { DEP_LIMIT = 8 << 20, FOLDERS_MOST = 1 << 14 };

struct file24 *tree24_add(struct tree24 *tree, const char *path)
{
	const char *name = name24_of_path(tree->arena, path);
	struct file24 *file;
	void **slot;

	tree->by_name.arena = tree->arena;
	slot = map_slot(&tree->by_name, str_of(name));
	if (*slot)
		return *slot;
	file = *slot = arena_alloc(tree->arena, sizeof *file);
	file->path = path;
	file->name = name;
	file->needs = "";
	*(tree->last ? &tree->last->next : &tree->files) = file;
	tree->last = file;
	return file;
}

struct file24 *tree24_find(const struct tree24 *tree, const char *name)
{
	return map_get(&tree->by_name, str_of(name24_of_path(tree->arena, name)));
}

/* ---- modules.dep ---- */

int tree24_read(struct tree24 *tree, const struct conf24 *conf, const char *base, struct err *err)
{
	const char *path = path_join(tree->arena, base, conf24_file(conf, "dep"));
	struct lines lines;
	struct str text, line;
	int rc = file_read(tree->arena, path, DEP_LIMIT, &text, err);

	if (rc)
		return err_set(err, -rc, "Can't open dependencies file %s (%s)", path, err_words(rc));
	lines_open(&lines, text, tree->arena);
	while (lines_next(&lines, &line)) {
		char *needs = arena_copy(tree->arena, line.at, line.length), *file = strsep(&needs, ":");

		if (needs && *file)
			tree24_add(tree, file)->needs = needs;
	}
	return 0;
}

/* ---- looking ---- */

/*
 * Links to folders are not followed: so a walk has an end, and /lib/modules/2.4.37/build does not count. File systems
 * of that time do not tell what an entry is.
 */
static void folder_take(struct tree24 *tree, const struct conf24 *conf, const char *path, bool is_top)
{
	struct folder folder = { 0 };

	if (++tree->folders > FOLDERS_MOST)
		return;
	folder_list(tree->arena, path, &folder, NULL);
	for (size_t i = 0; i < folder.count; i++) {
		const char *name = folder.entries[i].name, *each = path_join(tree->arena, path, name);
		struct stat status;

		if (strpbrk(name, " \t\n:\\") || (is_top && conf24_find(conf, CONF24_PRUNE, name)) ||
		    lstat(each, &status))
			continue;
		if (S_ISDIR(status.st_mode)) {
			folder_take(tree, conf, each, false);
		} else if (str_ends(name, ".o") || glob_match("*.o.[gxz]*", name)) {
			tree24_add(tree, each + tree->cut);
			if (status.st_mtime > tree->youngest)
				tree->youngest = status.st_mtime;
		}
	}
}

void tree24_walk(struct tree24 *tree, const struct conf24 *conf, const char *base)
{
	tree->cut = strlen(base);
	for (const struct entry24 *entry = conf->entries; entry; entry = entry->next)
		if (entry->kind == CONF24_PATH)
			folder_take(tree, conf, arena_format(tree->arena, "%s%s", base, entry->name), true);
}

const char *tree24_search(const struct conf24 *conf, const char *name)
{
	struct tree24 tree = { .arena = conf->arena };
	struct file24 *file;

	tree24_walk(&tree, conf, conf->root);
	file = tree24_find(&tree, name);
	return file ? path_join(conf->arena, conf->root, file->path) : NULL;
}
