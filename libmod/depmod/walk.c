/* SPDX-License-Identifier: 0BSD */
/*
 * Finding the module files of a tree, one for each name. Nothing depends on the order in which they are found: once
 * there are enough folders to look into, workers share them, and each of them finds all that is below.
 */
#include "depmod/walk.h"

#include "base/files.h"
#include "base/log.h"
#include "base/map.h"
#include "depmod/crew.h"
#include "depmod/digest.h"
#include "file/compressor.h"
#include "module/name.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

/* More links to folders than any tree has, and more folders: bounds for hostile ones. */
enum { LINKS_FOLLOWED = 1000, FOLDERS_MOST = 1 << 18 };

/* So many folders are worth workers. */
enum { FOLDERS_SHARED = 64 };

struct walk {
	struct tree *tree;
	const struct conf *conf;
	struct arena scratch;
	struct map by_name;	/* name -> module */
	size_t at;		/* the first of tree->visits that was not looked into yet */
	bool stamps;		/* stamps are asked for */
	size_t links, folders;	/* so many were followed, entered */
	size_t bad;
};

static void leave_out(struct walk *walk, const char *path, const char *why)
{
	log_warn("'%s' is left out: %s", path, why);
	walk->bad++;
}

/* One more file of a name: the best two are kept. */
static void rank_module(const struct walk *walk, struct module *first, struct module *module)
{
	struct module *second = first->second;

	walk->tree->is_odd = true;
	if (conf_prefers(walk->conf, module, first)) {
		struct module better = *module;

		*module = *first;
		*first = better;
	}
	if (second && conf_prefers(walk->conf, second, module))
		module = second;
	module->second = NULL;
	first->second = module;
}

/* Enters a module that was found. */
static void enter_module(struct walk *walk, struct module *module)
{
	struct tree *tree = walk->tree;
	void **slot = map_slot(&walk->by_name, str_of(module->name));

	if (*slot) {
		rank_module(walk, *slot, module);
		return;
	}
	*slot = module;
	tree->modules = arena_grow(tree->arena, tree->modules, tree->count, &tree->capacity,
				   sizeof *tree->modules);
	tree->modules[tree->count++] = module;
}

/* Takes in a module file; `path` lives as long as the tree. */
static void take_module(struct walk *walk, const char *path, size_t cut)
{
	const char *base = path_base(path);
	struct module *module;

	/* ".ko" and ".x.ko" have no name */
	if (*base == '.')
		return;
	/* modules.dep is cut into lines, too */
	if (!is_tellable(str_of(path + cut))) {
		leave_out(walk, path, "its path does not fit into an index");
		return;
	}
	module = arena_alloc(walk->tree->arena, sizeof *module);
	module->path = path;
	module->shown = path + cut;
	module->is_external = !cut;
	module->place = UINT32_MAX;
	module->name = name_of_path(walk->tree->arena, base);
	if (walk->stamps)
		module->stamp = file_stamp(path);
	enter_module(walk, module);
}

static void add_visit(struct walk *walk, const char *path, size_t cut)
{
	struct tree *tree = walk->tree;

	tree->visits = arena_grow(tree->arena, tree->visits, tree->visit_count, &tree->visit_capacity,
				  sizeof *tree->visits);
	tree->visits[tree->visit_count++] = (struct visit){ .path = path, .cut = cut };
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
	bool has_suffix = compressor_module_name(entry->name, NULL);
	const char *path;

	/* other files need no look; what may be a folder does */
	if (!has_suffix && (kind == FILE_REGULAR || kind == FILE_OTHER || conf_excludes(walk->conf, entry->name)))
		return;
	path = path_join(walk->tree->arena, visit->path, entry->name);
	if (kind == FILE_LINK || kind == FILE_UNKNOWN) {
		walk->tree->is_odd = true;
		kind = file_kind(path);
	}
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
static int take_visit(struct walk *walk, struct visit *at, struct arena *listing, struct err *err)
{
	struct visit visit;
	struct folder folder;
	int rc;

	if (walk->stamps)
		at->stamp = folder_stamp(walk->tree, at->path);
	visit = *at;
	rc = folder_list(listing, visit.path, &folder, err);

	if (visit.path != walk->tree->dir && (rc == -EACCES || rc == -ENOENT || rc == -ENAMETOOLONG)) {
		leave_out(walk, visit.path, err_words(rc));
		return 0;
	}
	if (!rc && ++walk->folders > FOLDERS_MOST)
		return err_set(err, EFBIG, "'%s' has too many folders", walk->tree->dir);
	for (size_t i = 0; i < folder.count && !rc; i++)
		take_entry(walk, &visit, &folder.entries[i]);
	return rc;
}

/* Looks into folders until there are none left, or `enough` wait. */
static int walk_on(struct walk *walk, size_t enough, struct err *err)
{
	struct arena listing = { 0 };
	int rc = 0;

	while (walk->at < walk->tree->visit_count && walk->tree->visit_count - walk->at < enough && !rc) {
		rc = take_visit(walk, &walk->tree->visits[walk->at++], &listing, err);
		arena_reset(&listing);
	}
	arena_free(&listing);
	return rc;
}

/* What a worker has found. */
struct find {
	struct tree tree;
	size_t bad;
	bool is_done;
	int rc;
	struct err err;
};

struct party {
	const struct walk *walk;
	atomic_size_t next;
	struct find finds[CREW_MOST];
};

static void work(void *context, unsigned worker)
{
	struct party *party = context;
	struct find *find = &party->finds[worker];
	const struct walk *all = party->walk;
	struct walk walk = { .tree = &find->tree, .conf = all->conf, .stamps = all->stamps };
	size_t next;

	find->tree.arena = &all->tree->shared[worker];
	find->tree.dir = all->tree->dir;
	walk.by_name.arena = &walk.scratch;
	while ((next = atomic_fetch_add(&party->next, 1)) < all->tree->visit_count && !find->rc) {
		add_visit(&walk, all->tree->visits[next].path, all->tree->visits[next].cut);
		find->rc = walk_on(&walk, SIZE_MAX, &find->err);
	}
	find->bad = walk.bad;
	find->is_done = true;
}

/* Takes over what a worker has found. */
static int merge(struct walk *walk, const struct find *find, struct err *err)
{
	for (size_t i = 0; i < find->tree.count; i++) {
		struct module *module = find->tree.modules[i], *second = module->second;

		module->second = NULL;
		enter_module(walk, module);
		if (second)
			enter_module(walk, second);
	}
	for (size_t i = 0; i < find->tree.visit_count; i++) {
		add_visit(walk, find->tree.visits[i].path, 0);
		walk->tree->visits[walk->at++].stamp = find->tree.visits[i].stamp;
	}
	walk->tree->is_odd |= find->tree.is_odd;
	walk->bad += find->bad;
	if (find->rc)
		*err = find->err;
	return find->rc;
}

/* If a worker is missed in the end, all is left to this process: the others may have found what it had found, too. */
static int walk_by_workers(struct walk *walk, unsigned workers, struct err *err)
{
	struct crew crew = { 0 };
	struct party *party;
	int rc = 0;

	workers = tree_share(walk->tree, workers);
	if (!workers)
		return 0;
	party = arena_alloc(&walk->tree->board, sizeof *party);
	party->walk = walk;
	party->next = walk->at;
	crew_start(&crew, workers, work, party);
	for (unsigned i = 0; i < crew.count; i++)
		crew_wait(&crew, i);
	for (unsigned i = 0; i < crew.count; i++)
		if (!party->finds[i].is_done) {
			walk->tree->shared_count = 0;
			return 0;
		}
	/* they have counted what was given to them, too */
	if (crew.count)
		walk->tree->visit_count = walk->at;
	for (unsigned i = 0; i < crew.count && !rc; i++)
		rc = merge(walk, &party->finds[i], err);
	return rc;
}

struct file_stamp folder_stamp(const struct tree *tree, const char *path)
{
	struct arena listing = { 0 };
	struct file_stamp stamp = { 0 };
	struct folder folder;

	if (strcmp(path, tree->dir))
		return file_stamp(path);
	folder_list(&listing, path, &folder, NULL);
	for (size_t i = 0; i < folder.count; i++) {
		const struct folder_entry *entry = &folder.entries[i];

		if (entry->kind != FILE_REGULAR || compressor_module_name(entry->name, NULL))
			stamp.inode = digest(stamp.inode + entry->kind, entry->name, strlen(entry->name));
	}
	arena_free(&listing);
	return stamp;
}

int walk_tree(struct tree *tree, const struct conf *conf, const struct reading *reading, size_t *bad, struct err *err)
{
	struct walk walk = { .tree = tree, .conf = conf, .stamps = reading->options.stamps };
	unsigned workers = crew_size(reading->workers, SIZE_MAX - 1);
	int rc;

	walk.by_name.arena = &walk.scratch;
	for (size_t i = 0; i < conf->externals.count; i++)
		add_visit(&walk, conf->externals.at[i], 0);
	add_visit(&walk, tree->dir, strlen(tree->dir) + 1);
	rc = walk_on(&walk, workers > 1 ? FOLDERS_SHARED : SIZE_MAX, err);
	if (!rc && walk.at < tree->visit_count)
		rc = walk_by_workers(&walk, workers, err);
	if (!rc)
		rc = walk_on(&walk, SIZE_MAX, err);
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
