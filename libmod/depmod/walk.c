/* SPDX-License-Identifier: 0BSD */
/*
 * Finding the module files of a tree: a walk from depth to depth, and one module for each name. Nothing depends on
 * the order in which files are found. Most of the time is the kernel's: several threads list the folders of a depth.
 */
#include "depmod/walk.h"

#include "base/files.h"
#include "base/log.h"
#include "base/map.h"
#include "depmod/crew.h"
#include "file/compressor.h"
#include "module/name.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* More links to folders than any tree has, and more folders: bounds for hostile ones. */
enum { LINKS_FOLLOWED = 1000, FOLDERS_MOST = 1 << 18 };

/* Fewer are not worth a thread. */
enum { FEW_FOLDERS = 16 };

/* A folder to look into. */
struct visit {
	const char *path;
	size_t cut;		/* this many bytes of paths below it are the tree's own; 0 in an external folder */
	struct folder folder;
	int rc;			/* of listing it */
};

/* The folders of one depth. */
struct round {
	struct visit *at;
	size_t count, capacity;
	struct arena *arenas;	/* one for each thread that lists */
};

struct walk {
	struct tree *tree;
	const struct conf *conf;
	struct arena scratch;
	struct map by_name;	/* name -> place in tree->modules, plus one */
	struct round next;	/* the folders that were found in those of this round */
	size_t links, folders;	/* so many were followed, entered */
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

static void leave_out(struct walk *walk, const char *path, const char *why)
{
	log_warn("'%s' is left out: %s", path, why);
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

/* Takes in a module file; `path` lives as long as the tree. */
static void take_module(struct walk *walk, const char *path, size_t cut)
{
	struct tree *tree = walk->tree;
	struct module module = { .place = UINT32_MAX, .path = path, .shown = path + cut, .is_external = !cut };
	const char *base = path_base(path);
	void **slot;

	/* ".ko" and ".x.ko" have no name */
	if (*base == '.')
		return;
	if (!is_plain(module.shown)) {
		leave_out(walk, path, "its path does not fit into an index");
		return;
	}
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

static void add_visit(struct walk *walk, const char *path, size_t cut)
{
	struct round *next = &walk->next;

	next->at = arena_grow(&walk->scratch, next->at, next->count, &next->capacity, sizeof *next->at);
	next->at[next->count++] = (struct visit){ .path = path, .cut = cut };
}

/* Whether `path`, a link, leads to one of the folders above it in the tree: entering that would never end. */
static bool is_inside_itself(struct walk *walk, const char *path)
{
	char *above = arena_string(&walk->scratch, path);
	struct stat status, outer;

	if (stat(path, &status))
		return false;
	for (char *slash = strrchr(above, '/'); slash && slash != above; slash = strrchr(above, '/')) {
		*slash = '\0';
		if (!stat(above, &outer) && outer.st_ino == status.st_ino && outer.st_dev == status.st_dev)
			return true;
	}
	return false;
}

static void take_folder(struct walk *walk, const char *path, size_t cut, bool is_link)
{
	if (conf_excludes(walk->conf, path_base(path)))
		return;
	if (is_link && (++walk->links > LINKS_FOLLOWED || is_inside_itself(walk, path)))
		return;
	add_visit(walk, path, cut);
}

static void take_entry(struct walk *walk, const struct visit *visit, const struct folder_entry *entry)
{
	enum file_kind kind = entry->kind;
	size_t stem;
	bool has_suffix = compressor_module_name(entry->name, &stem);
	const char *path;

	/* other files need no look; what may be a folder does */
	if (!has_suffix && (kind == FILE_REGULAR || kind == FILE_OTHER))
		return;
	path = path_join(has_suffix ? walk->tree->arena : &walk->scratch, visit->path, entry->name);
	if (kind == FILE_LINK || kind == FILE_UNKNOWN)
		kind = file_kind(path);
	if (kind == FILE_FOLDER)
		take_folder(walk, path, visit->cut, entry->kind == FILE_LINK);
	else if (has_suffix && kind == FILE_REGULAR)
		take_module(walk, path, visit->cut);
	else if (has_suffix)
		leave_out(walk, path, kind == FILE_OTHER ? "not a regular file" : err_words(errno));
}

/*
 * A folder that is closed to us, went away or lies too deep is left out. Any other failure ends the walk: an index
 * without the modules of a folder that could not be read just now would be worse than the old one.
 */
static int take_visit(struct walk *walk, const struct visit *visit, struct err *err)
{
	bool may_be = visit->rc == -EACCES || visit->rc == -ENOENT || visit->rc == -ENAMETOOLONG;

	if (may_be && visit->path != walk->tree->dir) {
		leave_out(walk, visit->path, err_words(visit->rc));
		return 0;
	}
	if (visit->rc)
		return err_set(err, -visit->rc, "could not read '%s': %s", visit->path, err_words(visit->rc));
	if (++walk->folders > FOLDERS_MOST)
		return err_set(err, EFBIG, "'%s' has too many folders", walk->tree->dir);
	for (size_t i = 0; i < visit->folder.count; i++)
		take_entry(walk, visit, &visit->folder.entries[i]);
	return 0;
}

static void list_visit(void *context, unsigned worker, size_t index)
{
	struct round *round = context;
	struct visit *visit = &round->at[index];

	visit->rc = folder_list(&round->arenas[worker], visit->path, &visit->folder, NULL);
}

/* Lists the folders that were found, and finds the next ones in them. */
static int walk_round(struct walk *walk, unsigned threads, struct err *err)
{
	struct round round = walk->next;
	int rc = 0;

	round.arenas = arena_alloc(&walk->scratch, threads * sizeof *round.arenas);
	walk->next = (struct round){ 0 };
	crew_run(round.count < FEW_FOLDERS ? 1 : threads, round.count, list_visit, &round);
	for (size_t i = 0; i < round.count && !rc; i++)
		rc = take_visit(walk, &round.at[i], err);
	for (unsigned i = 0; i < threads; i++)
		arena_free(&round.arenas[i]);
	return rc;
}

int walk_tree(struct tree *tree, const struct conf *conf, unsigned threads, size_t *bad, struct err *err)
{
	struct walk walk = { .tree = tree, .conf = conf };
	int rc = 0;

	walk.by_name.arena = &walk.scratch;
	add_visit(&walk, tree->dir, strlen(tree->dir) + 1);
	for (size_t i = 0; i < conf->externals.count; i++)
		add_visit(&walk, conf->externals.at[i], 0);
	while (walk.next.count && !rc)
		rc = walk_round(&walk, threads, err);
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
			take_module(&walk, path, is_inside ? cut : 0);
	}
	arena_free(&walk.scratch);
	return rc;
}
