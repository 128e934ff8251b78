/* SPDX-License-Identifier: 0BSD */
/* Finding the module files of a tree: a walk in the order of the names, and one module for each name. */
#include "depmod/walk.h"

#include "base/files.h"
#include "base/log.h"
#include "base/map.h"
#include "file/compressor.h"
#include "module/name.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* Links to folders that are followed in one tree: more than any tree has, and a bound for hostile ones. */
enum { LINKS_FOLLOWED = 10000 };

struct walk {
	struct tree *tree;
	const struct conf *conf;
	struct arena scratch;
	struct map by_name;	/* name -> place in tree->modules, plus one */
	char path[PATH_MAX];	/* where the walk is */
	size_t top;		/* the length of the path where it began */
	size_t cut;		/* this many bytes of a path are the tree's own; 0 in an external folder */
	size_t links;
	size_t bad;
};

/* modules.dep is cut into lines, and the index holds 7-bit bytes. */
static bool is_plain(const char *path)
{
	for (; *path; path++)
		if ((unsigned char)*path < ' ' || (unsigned char)*path >= 0x7f)
			return false;
	return true;
}

static void leave_out(struct walk *walk, const char *why)
{
	log_warn("'%s' is left out: %s", walk->path, why);
	walk->bad++;
}

/* One more file of a name: the best two are kept. */
static void rank_module(const struct walk *walk, struct module *first, const struct module *module)
{
	struct module *second = first->second;

	if (!second)
		second = arena_alloc(walk->tree->arena, sizeof *second);
	if (conf_prefers(walk->conf, module, first)) {
		*second = *first;
		*first = *module;
	} else if (!first->second || conf_prefers(walk->conf, module, second)) {
		*second = *module;
	}
	second->second = NULL;
	first->second = second;
}

/* Takes in the module file at walk->path. */
static void take_module(struct walk *walk)
{
	struct tree *tree = walk->tree;
	struct module module = { .place = UINT32_MAX, .is_external = !walk->cut };
	const char *base = path_base(walk->path);
	void **slot;

	/* ".ko" and ".x.ko" have no name */
	if (*base == '.')
		return;
	if (!is_plain(walk->path + walk->cut)) {
		leave_out(walk, "its path does not fit into an index");
		return;
	}
	module.path = arena_string(tree->arena, walk->path);
	module.shown = module.path + walk->cut;
	module.name = name_of_path(tree->arena, base);
	slot = map_slot(&walk->by_name, str_of(module.name));
	if (*slot) {
		rank_module(walk, &tree->modules[(size_t)*slot - 1], &module);
		return;
	}
	tree->modules = arena_grow(tree->arena, tree->modules, tree->count, &tree->capacity,
				   sizeof *tree->modules);
	tree->modules[tree->count++] = module;
	*slot = (void *)tree->count;
}

/* Whether walk->path, a link, leads to one of the folders above it: entering that would never end. */
static bool is_inside_itself(struct walk *walk)
{
	struct stat status, above;
	bool found = false;

	if (stat(walk->path, &status))
		return false;
	for (size_t length = strlen(walk->path) - 1; length >= walk->top && !found; length--) {
		if (walk->path[length] != '/')
			continue;
		walk->path[length] = '\0';
		found = !stat(walk->path, &above) && above.st_ino == status.st_ino && above.st_dev == status.st_dev;
		walk->path[length] = '/';
	}
	return found;
}

static int walk_folder(struct walk *walk, struct err *err);

/* What lies at walk->path; `has_suffix`: it is named like a module. */
static int walk_entry(struct walk *walk, const struct folder_entry *entry, bool has_suffix, struct err *err)
{
	enum file_kind kind = entry->kind;
	bool is_link = kind == FILE_LINK;

	if (kind == FILE_LINK || kind == FILE_UNKNOWN)
		kind = file_kind(walk->path);
	if (kind == FILE_FOLDER) {
		if (conf_excludes(walk->conf, entry->name))
			return 0;
		if (is_link && (++walk->links > LINKS_FOLLOWED || is_inside_itself(walk)))
			return 0;
		return walk_folder(walk, err);
	}
	if (has_suffix && kind == FILE_REGULAR) {
		take_module(walk);
	} else if (has_suffix) {
		leave_out(walk, kind == FILE_OTHER ? "not a regular file" : err_words(errno));
	}
	return 0;
}

static int walk_entries(struct walk *walk, const struct folder *folder, struct err *err)
{
	size_t length = strlen(walk->path);
	int rc = 0;

	for (size_t i = 0; i < folder->count && !rc; i++) {
		const struct folder_entry *entry = &folder->entries[i];
		size_t name_length = strlen(entry->name), stem;
		bool has_suffix = compressor_module_name(entry->name, &stem);

		/* other files need no look; what may be a folder does */
		if (!has_suffix && (entry->kind == FILE_REGULAR || entry->kind == FILE_OTHER))
			continue;
		if (length + 1 + name_length >= sizeof walk->path) {
			leave_out(walk, "the paths below it are too long");
			return 0;
		}
		walk->path[length] = '/';
		memcpy(walk->path + length + 1, entry->name, name_length + 1);
		rc = walk_entry(walk, entry, has_suffix, err);
		walk->path[length] = '\0';
	}
	return rc;
}

/*
 * A folder that is closed to us, or went away, is left out. Any other failure ends the walk: an index without the
 * modules of a folder that could not be read just now would be worse than the old one.
 */
static int walk_folder(struct walk *walk, struct err *err)
{
	struct folder folder;
	int rc = folder_list(&walk->scratch, walk->path, &folder, err);

	if (rc == -EACCES || rc == -ENOENT) {
		leave_out(walk, err_words(rc));
		return 0;
	}
	return rc ? rc : walk_entries(walk, &folder, err);
}

static int walk_begin(struct walk *walk, const char *path, size_t cut, struct err *err)
{
	size_t length = strlen(path);

	if (length >= sizeof walk->path)
		return err_set(err, ENAMETOOLONG, "could not open '%s': the path is too long", path);
	memcpy(walk->path, path, length + 1);
	walk->top = length;
	walk->cut = cut;
	return 0;
}

static int walk_externals(struct walk *walk, struct err *err)
{
	const struct text_list *externals = &walk->conf->externals;
	int rc = 0;

	for (size_t i = 0; i < externals->count && !rc; i++) {
		rc = walk_begin(walk, externals->at[i], 0, err);
		if (!rc)
			rc = walk_folder(walk, err);
	}
	return rc;
}

int walk_tree(struct tree *tree, const struct conf *conf, size_t *bad, struct err *err)
{
	struct walk walk = { .tree = tree, .conf = conf };
	struct folder folder;
	int rc = walk_begin(&walk, tree->dir, strlen(tree->dir) + 1, err);

	walk.by_name.arena = &walk.scratch;
	if (!rc)
		rc = folder_list(&walk.scratch, tree->dir, &folder, err);
	if (!rc)
		rc = walk_entries(&walk, &folder, err);
	if (!rc)
		rc = walk_externals(&walk, err);
	*bad = walk.bad;
	arena_free(&walk.scratch);
	return rc;
}

int walk_files(struct tree *tree, const struct conf *conf, char *const *paths, size_t count, struct err *err)
{
	struct walk walk = { .tree = tree, .conf = conf };
	size_t cut = strlen(tree->dir) + 1;
	int rc = 0;

	walk.by_name.arena = &walk.scratch;
	for (size_t i = 0; i < count && !rc; i++) {
		const char *path = paths[i];
		bool is_inside = str_starts(path, tree->dir) && path[cut - 1] == '/';

		if (*path != '/')
			rc = err_set(err, EINVAL, "%s: not absolute path.", path);
		else if (file_kind(path) == FILE_UNKNOWN)
			rc = err_sys(err, "could not create module %s", path);
		else
			rc = walk_begin(&walk, path, is_inside ? cut : 0, err);
		if (!rc)
			take_module(&walk);
	}
	arena_free(&walk.scratch);
	return rc;
}
