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
	size_t at;		/* the first of tree->visits that was not looked into yet */
	bool stamps;		/* stamps are asked for */
	unsigned links, folders;	/* so many were followed, entered */
	size_t bad;
	int rc;
	struct err *err;	/* says why, if rc is not 0 */
	struct arena scratch;
	struct map by_name;	/* name -> number of the module, from 1 */
};

static void walk_begin(struct walk *walk, struct tree *tree, const struct conf *conf, struct err *err)
{
	*walk = (struct walk){ .tree = tree, .conf = conf, .err = err };
	walk->by_name.arena = &walk->scratch;
}

static void leave_out(struct walk *walk, const char *path, const char *why)
{
	log_warn("'%s' is left out: %s", path, why);
	walk->bad++;
}

/* One more file of a name: the best two are kept. */
static void rank_module(const struct walk *walk, struct module **best, struct module *module)
{
	struct module *first = *best, *second = first->second;

	walk->tree->is_odd = true;
	if (conf_prefers(walk->conf, module, first)) {
		*best = module;
		module = first;
	}
	if (second && conf_prefers(walk->conf, second, module))
		module = second;
	module->second = NULL;
	(*best)->second = module;
}

/* Enters a module that was found. */
static void enter_module(struct walk *walk, struct module *module)
{
	struct tree *tree = walk->tree;
	void **slot = map_slot(&walk->by_name, str_of(module->name));

	if (*slot) {
		rank_module(walk, &tree->modules[(size_t)*slot - 1], module);
		return;
	}
	*(struct module **)arena_add(tree->arena, &tree->modules, sizeof module) = module;
	*slot = (void *)tree->count;
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
		leave_out(walk, path, "it does not fit into an index");
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

static struct visit *add_visit(struct tree *tree, const char *path, size_t cut)
{
	struct visit *visit = arena_add(tree->arena, &tree->visits, sizeof *visit);

	visit->path = path;
	visit->cut = cut;
	return visit;
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
	if (!is_link || (++walk->links <= LINKS_FOLLOWED && !is_inside_itself(walk, path)))
		add_visit(walk->tree, path, cut);
}

static void take_entry(struct walk *walk, const struct visit *visit, const struct folder_entry *entry)
{
	enum file_kind kind = entry->kind;
	bool has_suffix = compressor_module_name(entry->name, NULL);
	const char *path;

	/* other files need no look; what may be a folder does */
	if (kind == FILE_REGULAR || kind == FILE_OTHER ? !has_suffix : conf_excludes(walk->conf, entry->name))
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
static void take_visit(struct walk *walk, struct visit *at, struct arena *listing)
{
	struct visit visit;
	struct folder folder;
	int rc;

	if (walk->stamps)
		at->stamp = folder_stamp(walk->tree, at->path);
	visit = *at;
	rc = folder_list(listing, visit.path, &folder, walk->err);
	if (visit.path != walk->tree->dir && (rc == -EACCES || rc == -ENOENT || rc == -ENAMETOOLONG)) {
		leave_out(walk, visit.path, err_words(rc));
		return;
	}
	if (!rc && ++walk->folders > FOLDERS_MOST)
		rc = err_set(walk->err, EFBIG, "'%s' has too many folders", walk->tree->dir);
	for (size_t i = 0; i < folder.count && !rc; i++)
		take_entry(walk, &visit, &folder.entries[i]);
	walk->rc = rc;
}

/* Looks into folders until there are none left, or `enough` wait. */
static void walk_on(struct walk *walk, size_t enough)
{
	struct arena listing = { 0 };
	const struct tree *tree = walk->tree;

	while (walk->at < tree->visit_count && tree->visit_count - walk->at < enough && !walk->rc) {
		take_visit(walk, &tree->visits[walk->at++], &listing);
		arena_reset(&listing);
	}
	arena_free(&listing);
}

/* What a worker has found. */
struct find {
	struct tree tree;
	struct walk walk;
	struct err err;
	bool is_done;
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
	struct walk *walk = &find->walk;
	const struct tree *tree = party->walk->tree;
	size_t next;

	find->tree.arena = &tree->shared[worker];
	find->tree.dir = tree->dir;
	walk_begin(walk, &find->tree, party->walk->conf, &find->err);
	walk->stamps = party->walk->stamps;
	while ((next = atomic_fetch_add(&party->next, 1)) < tree->visit_count && !walk->rc) {
		add_visit(&find->tree, tree->visits[next].path, tree->visits[next].cut);
		walk_on(walk, SIZE_MAX);
	}
	find->is_done = true;
}

/* Takes over what a worker has found. */
static void merge(struct walk *walk, const struct find *find)
{
	const struct tree *tree = &find->tree;

	for (size_t i = 0; i < tree->count; i++) {
		struct module *module = tree->modules[i], *second = module->second;

		module->second = NULL;
		enter_module(walk, module);
		if (second)
			enter_module(walk, second);
	}
	for (size_t i = 0; i < tree->visit_count; i++, walk->at++)
		*add_visit(walk->tree, NULL, 0) = tree->visits[i];
	walk->tree->is_odd |= tree->is_odd;
	walk->bad += find->walk.bad;
	walk->rc = find->walk.rc;
	if (walk->rc)
		*walk->err = find->err;
}

/* If a worker is missed in the end, all is left to this process: the others may have found what it had found, too. */
static void walk_by_workers(struct walk *walk, unsigned workers)
{
	struct crew crew = { 0 };
	struct tree *tree = walk->tree;
	const struct find *find, *end;
	struct party *party;

	workers = tree_share(tree, workers);
	if (!workers)
		return;
	party = arena_alloc(&tree->board, sizeof *party);
	party->walk = walk;
	party->next = walk->at;
	crew_start(&crew, workers, work, party);
	for (unsigned i = 0; i < crew.count; i++)
		crew_wait(&crew, i);
	end = party->finds + crew.count;
	for (find = party->finds; find < end; find++)
		if (!find->is_done) {
			tree->shared_count = 0;
			return;
		}
	/* they have counted what was given to them, too */
	if (crew.count)
		tree->visit_count = walk->at;
	for (find = party->finds; find < end && !walk->rc; find++)
		merge(walk, find);
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
			stamp.id = digest(stamp.id + entry->kind, entry->name, strlen(entry->name));
	}
	arena_free(&listing);
	return stamp;
}

int walk_tree(struct tree *tree, const struct conf *conf, const struct reading *reading, size_t *bad, struct err *err)
{
	struct walk walk;
	unsigned workers = crew_size(reading->workers, SIZE_MAX - 1);

	walk_begin(&walk, tree, conf, err);
	walk.stamps = reading->options.stamps;
	for (size_t i = 0; i < conf->externals.count; i++)
		add_visit(tree, conf->externals.at[i], 0);
	add_visit(tree, tree->dir, strlen(tree->dir) + 1);
	walk_on(&walk, workers > 1 ? FOLDERS_SHARED : SIZE_MAX);
	if (!walk.rc && walk.at < tree->visit_count)
		walk_by_workers(&walk, workers);
	walk_on(&walk, SIZE_MAX);
	*bad = walk.bad;
	arena_free(&walk.scratch);
	return walk.rc;
}

int walk_files(struct tree *tree, const struct conf *conf, char *const *paths, size_t count, struct err *err)
{
	struct walk walk;
	size_t cut = strlen(tree->dir) + 1;
	int rc = 0;

	walk_begin(&walk, tree, conf, err);
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
