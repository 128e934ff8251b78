/* SPDX-License-Identifier: 0BSD */
/* The configuration: which files, in which order, and the table of the words that a line may begin with. */
#include "config/config.h"

#include "base/files.h"
#include "base/log.h"
#include "base/map.h"
#include "base/sort.h"
#include "config/directives.h"
#include "config/kcmdline.h"
#include "config/lines.h"

#include <errno.h>
#include <string.h>

const struct directive *const config_directives[] = {
	&directive_blacklist,
	&directive_forbid,
	&directive_install,
	&directive_remove,
	&directive_alias,
	&directive_options,
	&directive_softdep,
	&directive_weakdep,
	NULL,
};

/* The first one that has a file of some name keeps the others from being read. */
static const char *const folders[] = {
	"/etc/modprobe.d",
	"/run/modprobe.d",
	"/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d",
	"/lib/modprobe.d",
};

/* A configuration has some kilobytes; what is larger than this is something else, and would cost memory. */
#define FILE_LIMIT ((size_t)8 << 20)

struct file {
	const char *name;	/* what follows the last slash */
	const char *path;
};

struct file_list {
	struct arena *arena;
	struct file *at;
	size_t count, capacity;
	struct map names;	/* those that are taken, by files that are read or only mask others */
};

static bool name_take(struct file_list *files, const char *name)
{
	void **slot = map_slot(&files->names, str_of(name));
	bool is_new = !*slot;

	*slot = files;
	return is_new;
}

static void file_add(struct file_list *files, const char *path)
{
	const char *name = path_base(path);

	if (!name_take(files, name))
		return;
	files->at = arena_grow(files->arena, files->at, files->count, &files->capacity, sizeof *files->at);
	files->at[files->count++] = (struct file){ name, path };
}

/* One entry of a folder. */
static void entry_take(struct file_list *files, const char *folder, const struct folder_entry *entry)
{
	const char *path;
	enum file_kind kind = entry->kind;

	if (*entry->name == '.' || !str_ends(entry->name, ".conf"))
		return;
	path = path_join(files->arena, folder, entry->name);
	if (kind == FILE_LINK || kind == FILE_UNKNOWN)
		kind = file_kind(path);
	if (kind == FILE_REGULAR)
		file_add(files, path);
	else if (kind == FILE_OTHER)
		name_take(files, entry->name);	/* a link to /dev/null is how a file is masked */
	else if (kind == FILE_FOLDER)
		log_warn("directories inside directories are not supported: '%s'", path);
	else
		log_warn("could not open '%s': %s", path, err_words(errno));
}

static void folder_add(struct file_list *files, const char *path)
{
	struct folder folder;
	struct err err;
	int rc = folder_list(files->arena, path, &folder, &err);

	if (rc && rc != -ENOENT)
		log_warn("%s", err.text);
	for (size_t i = 0; i < folder.count; i++)
		entry_take(files, path, &folder.entries[i]);
}

/* A path of -C: a folder, or a file of any name. /dev/null stands for no configuration. */
static void path_add(struct file_list *files, const char *path)
{
	switch (file_kind(path)) {
	case FILE_FOLDER:
		folder_add(files, path);
		break;
	case FILE_REGULAR:
		file_add(files, path);
		break;
	case FILE_OTHER:
		break;
	default:
		log_warn("could not open '%s': %s", path, err_words(errno));
	}
}

static int file_compare(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static void files_find(struct file_list *files, const struct config_sources *sources)
{
	const char *root = sources->root ? sources->root : "";

	for (size_t i = 0; i < sources->path_count; i++)
		path_add(files, sources->paths[i]);
	for (size_t i = 0; !sources->path_count && i < sizeof folders / sizeof *folders; i++)
		folder_add(files, path_join(files->arena, root, folders[i]));
	if (sources->module_dir)
		file_add(files, path_join(files->arena, sources->module_dir, "modules.softdep"));
	if (sources->module_dir && sources->weakdeps)
		file_add(files, path_join(files->arena, sources->module_dir, "modules.weakdep"));
	sort(files->at, files->count, sizeof *files->at, file_compare);
}

static const struct directive *directive_find(struct str keyword)
{
	for (const struct directive *const *row = config_directives; *row; row++)
		if (str_equal(keyword, (*row)->keyword))
			return *row;
	return NULL;
}

static void line_parse(struct config *config, struct str line, struct origin origin)
{
	const struct directive *directive;
	struct str keyword;

	if (!str_word(&line, " \t", &keyword) || *keyword.at == '#')
		return;
	directive = directive_find(keyword);
	if (directive && !directive->parse(config, line, origin))
		return;
	if (str_equal(keyword, "include") || str_equal(keyword, "config"))
		log_warn("%s line %u: command %.*s is deprecated and not parsed anymore", origin.file, origin.line,
			 (int)keyword.length, keyword.at);
	else
		log_warn("%s line %u: ignoring bad line starting with '%.*s'", origin.file, origin.line,
			 (int)keyword.length, keyword.at);
}

void config_parse(struct config *config, struct str text, const char *file)
{
	struct lines lines;
	struct str line;

	lines_open(&lines, text, config->arena);
	while (lines_next(&lines, &line))
		line_parse(config, line, (struct origin){ file, lines.number });
}

/* A file that went since its folder was listed was never there. */
static bool text_read(struct arena *arena, const char *path, struct str *text)
{
	struct err err;
	int rc = file_read(arena, path, FILE_LIMIT, text, &err);

	if (rc && rc != -ENOENT)
		log_warn("%s", err.text);
	return !rc;
}

void config_read(struct config *config, const struct config_sources *sources, struct arena *arena)
{
	struct file_list files = { .arena = arena, .names.arena = arena };
	const char *cmdline = path_join(arena, sources->root ? sources->root : "", "/proc/cmdline");
	struct str text;

	*config = (struct config){ .arena = arena };
	files_find(&files, sources);
	for (size_t i = 0; i < files.count; i++)
		if (text_read(arena, files.at[i].path, &text))
			config_parse(config, text, files.at[i].path);
	if (text_read(arena, cmdline, &text))
		kcmdline_parse(config, text);
}

void config_print(const struct config *config, struct out *out)
{
	for (const struct directive *const *row = config_directives; *row; row++)
		(*row)->print(config, out);
}
