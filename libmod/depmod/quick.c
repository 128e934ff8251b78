/* SPDX-License-Identifier: 0BSD */
/* Whether the files of an earlier run are newer than all that they were made from. */
#include "depmod/quick.h"

#include "base/files.h"
#include "base/str.h"
#include "depmod/cache_format.h"

enum { DEP_LIMIT = 256 << 20 };

/* When the last output was written; 0 if one is missing. */
static int64_t time_of_outputs(const char *dir, const struct output *outputs, struct arena *arena)
{
	struct stat status = { 0 };

	for (; outputs->name; outputs++)
		if (stat(path_join(arena, dir, outputs->name), &status))
			return 0;
	return nanoseconds(&status.st_mtim);
}

/* Whether the lines "PATH: ..." of modules.dep are one for each module, in the same order. */
static bool names_all(struct str lines, const struct tree *tree)
{
	struct str line, path;

	for (size_t i = 0; i < tree->count; i++)
		if (!str_cut(&lines, "\n", &line) || !str_cut(&line, ":", &path) ||
		    !str_equal(path, tree->modules[i]->shown))
			return false;
	return !lines.length;
}

/* A file that is not there changes nothing: its time is 0. */
static bool all_older(const struct tree *tree, const struct conf *conf, int64_t time)
{
	struct file_stamp lists[LISTS];
	bool older = true;

	cache_lists(tree, lists);
	for (size_t i = 0; i < LISTS; i++)
		older &= lists[i].time < time;
	for (size_t i = 0; i < tree->count; i++)
		older &= tree->modules[i]->stamp.time < time;
	for (size_t i = 0; i < conf->files.seen.count; i++)
		older &= file_stamp(conf->files.seen.at[i]).time < time;
	return older;
}

bool quick_is_current(const struct tree *tree, const struct conf *conf, const char *dir,
		      const struct output *outputs)
{
	struct arena scratch = { 0 };
	int64_t time = time_of_outputs(dir, outputs, &scratch);
	struct str lines;
	const char *dep = path_join(&scratch, dir, "modules.dep");
	bool current = time && !file_read(&scratch, dep, DEP_LIMIT, &lines, NULL) &&
		       names_all(lines, tree) && all_older(tree, conf, time);

	arena_free(&scratch);
	return current;
}
