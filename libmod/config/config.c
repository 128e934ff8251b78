/* SPDX-License-Identifier: 0BSD */
/* The configuration: from its files to lists of lines. */
#include "config/config.h"

#include "base/files.h"
#include "base/lines.h"
#include "base/log.h"
#include "config/conf_files.h"
#include "config/directives.h"
#include "config/kcmdline.h"

#include <string.h>

void config_parse(struct config *config, struct str text, const char *file)
{
	struct lines lines;
	struct str line;

	lines_open(&lines, text, config->arena);
	while (lines_next(&lines, &line)) {
		const char *bad;

		((char *)line.at)[line.length] = '\0';
		bad = directive_parse(config, (char *)line.at, (struct origin){ file, lines.number });
		if (!bad)
			continue;
		if (!strcmp(bad, "include") || !strcmp(bad, "config"))
			log_warn("%s line %u: command %s is deprecated and not parsed anymore", file, lines.number,
				 bad);
		else
			log_warn("%s line %u: ignoring bad line starting with '%s'", file, lines.number, bad);
	}
}

void config_find(struct config *config, const struct config_sources *sources, struct arena *arena)
{
	static const char *const lists[] = { "modules.softdep", "modules.weakdep" };
	struct conf_files files = { .arena = arena, .taken.arena = arena };

	*config = (struct config){ .arena = arena };
	conf_files_find(&files, "modprobe.d", sources);
	for (size_t i = 0; sources->module_dir && i <= sources->weakdeps; i++)
		conf_files_add(&files, path_join(arena, sources->module_dir, lists[i]), FILE_REGULAR);
	conf_files_sort(&files);
	config->masked = files.masked;
	config->files = files.seen;
	config->paths = files.paths;
	config->cmdline = path_join(arena, sources->root, "/proc/cmdline");
}

void config_read(struct config *config)
{
	struct str text;

	for (size_t i = 0; i < config->paths.count; i++)
		if (conf_file_read(config->arena, config->paths.at[i], &text))
			config_parse(config, text, config->paths.at[i]);
}

void config_complete(struct config *config)
{
	struct str text;

	if (config->cmdline && conf_file_read(config->arena, config->cmdline, &text))
		kcmdline_parse(config, (char *)text.at);
	config->cmdline = NULL;
}
