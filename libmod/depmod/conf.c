/* SPDX-License-Identifier: 0BSD */
/* depmod.d: a table of directives, and what they mean for two modules of the same name. */
#include "depmod/conf.h"

#include "base/files.h"
#include "base/log.h"
#include "base/str.h"
#include "base/lines.h"
#include "depmod/digest.h"
#include "depmod/version_pattern.h"

#include <errno.h>
#include <string.h>

/* Where modules rank that no `search` line names: below all that are named. */
enum { UNNAMED = -1 };

/* A folder below the tree: "/updates/dkms/" is updates/dkms. */
static char *trim_slashes(char *folder)
{
	size_t length;

	folder += strspn(folder, "/");
	for (length = strlen(folder); length && folder[length - 1] == '/'; length--)
		folder[length - 1] = '\0';
	return folder;
}

/* search FOLDER|built-in|external... */
static int parse_search(struct conf *conf, char *rest)
{
	char *word;

	while (*(word = str_take(&rest)))
		names_add(&conf->searches, conf->arena, trim_slashes(word));
	return 0;
}

static bool is_for_us(const struct conf *conf, const char *pattern)
{
	bool valid, matches = version_matches(conf->version, pattern, &valid);

	if (!valid)
		log_warn("'%s' is no pattern of kernel versions", pattern);
	return matches;
}

/* override MODULE VERSIONS FOLDER */
static int parse_override(struct conf *conf, char *rest)
{
	const char *module = str_take(&rest), *versions = str_take(&rest);
	char *folder = str_take(&rest);

	if (!*folder)
		return -EINVAL;
	if (is_for_us(conf, versions))
		names_add(&conf->overrides, conf->arena, path_join(conf->arena, trim_slashes(folder), module));
	return 0;
}

/* external VERSIONS FOLDER */
static int parse_external(struct conf *conf, char *rest)
{
	const char *versions = str_take(&rest), *folder = str_take(&rest);

	if (!*folder)
		return -EINVAL;
	if (*folder != '/')
		log_warn("'%s' is left out: %s", folder, "its path is not absolute");
	else if (is_for_us(conf, versions))
		names_add(&conf->externals, conf->arena, folder);
	return 0;
}

/* exclude NAME... */
static int parse_exclude(struct conf *conf, char *rest)
{
	const char *word;

	while (*(word = str_take(&rest)))
		names_add(&conf->excludes, conf->arena, word);
	return 0;
}

/* Words of old configurations that mean nothing any more. */
static int parse_obsolete(struct conf *conf, char *rest)
{
	(void)conf;
	(void)rest;
	return 0;
}

static const struct {
	const char *keyword;
	int (*parse)(struct conf *conf, char *rest);
} directives[] = {
	{ "search", parse_search },
	{ "override", parse_override },
	{ "external", parse_external },
	{ "exclude", parse_exclude },
	{ "include", parse_obsolete },
	{ "make_map_files", parse_obsolete },
};

static int conf_line(struct conf *conf, const char *keyword, char *rest)
{
	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
		if (!strcmp(keyword, directives[i].keyword))
			return directives[i].parse(conf, rest);
	return *keyword && *keyword != '#' ? -EINVAL : 0;
}

void conf_parse(struct conf *conf, struct str text, const char *file)
{
	struct lines lines;
	struct str line;

	lines_open(&lines, text, conf->arena);
	while (lines_next(&lines, &line)) {
		char *rest = (char *)line.at, *keyword;

		rest[line.length] = '\0';
		keyword = str_take(&rest);
		if (conf_line(conf, keyword, rest))
			log_error("%s:%u: ignoring bad line starting with '%s'", file, lines.number, keyword);
	}
}

void conf_read(struct conf *conf, const char *const *paths, size_t path_count)
{
	const struct config_sources sources = { .root = conf->root, .paths = paths, .path_count = path_count };
	struct conf_files *files = &conf->files;

	files->arena = files->taken.arena = conf->arena;
	conf_files_find(files, "depmod.d", &sources);
	conf_files_sort(files);
	for (size_t i = 0; i < files->paths.count; i++) {
		struct str text;

		if (!conf_file_read(conf->arena, files->paths.at[i], &text))
			continue;
		conf->digest = digest(conf->digest, text.at, text.length);
		conf_parse(conf, text, files->paths.at[i]);
	}
	/* as depmod.d(5) has it where nobody says otherwise */
	if (!conf->searches.count)
		names_add(&conf->searches, conf->arena, "updates");
}

bool conf_excludes(const struct conf *conf, const char *name)
{
	if (!strcmp(name, "build") || !strcmp(name, "source"))
		return true;
	for (size_t i = 0; i < conf->excludes.count; i++)
		if (!strcmp(name, conf->excludes.at[i]))
			return true;
	return false;
}

static bool is_below(const char *path, const char *folder)
{
	return str_starts(path, folder) && path[strlen(folder)] == '/';
}

/* The rank of the search that is this word, or if it is NULL of that which the module lies below. */
static int rank_of_search(const struct conf *conf, const struct module *module, const char *word)
{
	for (size_t i = 0; i < conf->searches.count; i++) {
		const char *search = conf->searches.at[i];

		if (word ? !strcmp(search, word) : is_below(module->shown, search))
			return (int)(conf->searches.count - i);
	}
	return word ? UNNAMED : rank_of_search(conf, module, "built-in");
}

/* Whether an override names the module: its path without .ko and what follows. */
static bool is_overriding(const char *override, const struct module *module)
{
	size_t length = strlen(override);

	return !strncmp(module->shown, override, length) &&
	       (!strncmp(module->shown + length, ".ko", 3) || !module->shown[length]);
}

static int rank_of(const struct conf *conf, const struct module *module)
{
	for (size_t i = conf->overrides.count; i--;)
		if (is_overriding(conf->overrides.at[i], module))
			return (int)(conf->searches.count + 1 + i);
	return rank_of_search(conf, module, module->is_external ? "external" : NULL);
}

bool conf_prefers(const struct conf *conf, const struct module *a, const struct module *b)
{
	int rank_a = rank_of(conf, a), rank_b = rank_of(conf, b);

	if (rank_a != rank_b)
		return rank_a > rank_b;
	if (a->is_external != b->is_external)
		return b->is_external;
	return strcmp(a->shown, b->shown) < 0;
}
