/* SPDX-License-Identifier: 0BSD */
/* The configuration: which files, and in which order. */
#include "config/config.h"

#include "base/files.h"
#include "base/lines.h"
#include "base/log.h"
#include "base/map.h"
#include "base/sort.h"
#include "config/directives.h"
#include "config/kcmdline.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The first one that has a file of some name keeps the others from being read. */
static const char *const folders[] = {
	"/etc/modprobe.d",
	"/run/modprobe.d",
	"/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d",
	"/lib/modprobe.d",
};

enum { FOLDERS = sizeof folders / sizeof *folders };

/* A configuration has some kilobytes; what is larger than this is something else, and would cost memory. */
#define FILE_LIMIT ((size_t)8 << 20)

struct file_list {
	struct arena *arena;
	struct name_list paths;
	struct map taken;	/* base name -> path, of files that are read or only mask others */
	struct masked_list *masked;
};

/* Whether `path` is the first of its name. If not, it is noted as masked. */
static bool name_take(struct file_list *files, const char *path)
{
	struct masked_list *masked = files->masked;
	void **slot = map_slot(&files->taken, str_of(path_base(path)));
	const char *by = *slot;

	if (!by) {
		*slot = (void *)path;
		return true;
	}
	masked->at = arena_grow(files->arena, masked->at, masked->count, &masked->capacity, sizeof *masked->at);
	masked->at[masked->count++] = (struct masked_file){ path, by };
	return false;
}

static void folder_add(struct file_list *files, const char *path);

/* A path of -C (a folder, a file of any name, or /dev/null for no configuration), or what is in a folder. */
static void path_add(struct file_list *files, const char *path, enum file_kind kind, bool in_folder)
{
	if (kind == FILE_UNKNOWN)
		log_warn("could not open '%s': %s", path, err_words(errno));
	else if (kind == FILE_FOLDER && in_folder)
		log_warn("directories inside directories are not supported: '%s'", path);
	else if (kind == FILE_FOLDER)
		folder_add(files, path);
	else if (name_take(files, path) && kind == FILE_REGULAR)
		names_add(&files->paths, files->arena, path);	/* else it masks: a link to /dev/null */
}

static void folder_add(struct file_list *files, const char *path)
{
	struct folder folder;
	struct err err;
	int rc = folder_list(files->arena, path, &folder, &err);

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
		path_add(files, whole, kind, true);
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

static void files_find(struct file_list *files, const struct config_sources *sources)
{
	size_t count = sources->path_count ? 0 : folder_count(files->arena, sources->root);

	for (size_t i = 0; i < sources->path_count; i++)
		path_add(files, sources->paths[i], file_kind(sources->paths[i]), false);
	for (size_t i = 0; i < count; i++)
		folder_add(files, path_join(files->arena, sources->root, folders[i]));
	if (sources->module_dir)
		path_add(files, path_join(files->arena, sources->module_dir, "modules.softdep"), FILE_REGULAR, true);
	if (sources->module_dir && sources->weakdeps)
		path_add(files, path_join(files->arena, sources->module_dir, "modules.weakdep"), FILE_REGULAR, true);
	sort(files->paths.at, files->paths.count, sizeof *files->paths.at, path_compare);
}

void config_parse(struct config *config, struct str text, const char *file)
{
	struct lines lines;
	struct str line;

	lines_open(&lines, text, config->arena);
	while (lines_next(&lines, &line)) {
		const char *bad;

		((char *)line.at)[line.length] = '\0';
		bad = directive_parse(config, (char *)line.at, (struct origin){ file, lines.number });
		if (bad)
			log_warn(!strcmp(bad, "include") || !strcmp(bad, "config") ?
					 "%s line %u: command %s is deprecated and not parsed anymore" :
					 "%s line %u: ignoring bad line starting with '%s'",
				 file, lines.number, bad);
	}
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
	struct file_list files = { .arena = arena, .taken.arena = arena, .masked = &config->masked };
	struct str text;

	*config = (struct config){ .arena = arena };
	files_find(&files, sources);
	for (size_t i = 0; i < files.paths.count; i++)
		if (text_read(arena, files.paths.at[i], &text))
			config_parse(config, text, files.paths.at[i]);
	config->cmdline = path_join(arena, sources->root, "/proc/cmdline");
}

void config_complete(struct config *config)
{
	struct str text;

	if (config->cmdline && text_read(config->arena, config->cmdline, &text))
		kcmdline_parse(config, (char *)text.at);
	config->cmdline = NULL;
}
