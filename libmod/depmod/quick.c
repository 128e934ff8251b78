/* SPDX-License-Identifier: 0BSD */
/* Whether the files of an earlier run are newer than all that they were made from. */
#include "depmod/quick.h"

#include "base/files.h"
#include "base/str.h"
#include "depmod/cache_format.h"

enum { DEP_LIMIT = 256 << 20 };

/* A file that is not there changes nothing. */
static bool is_older(struct file_stamp stamp, int64_t time)
{
	return stamp.modified < time && stamp.changed < time;
}

/* When the last output was written; 0 if one is missing. */
static int64_t time_of_outputs(const char *dir, const struct output *outputs, struct arena *arena)
{
	int64_t time = 0;

	for (; outputs->name; outputs++) {
		struct file_stamp stamp = file_stamp(path_join(arena, dir, outputs->name));

		if (!stamp.inode)
			return 0;
		time = stamp.modified;
	}
	return time;
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

static bool all_older(const struct tree *tree, const struct conf *conf, int64_t time)
{
	struct file_stamp lists[LISTS];
	bool older = true;

	cache_lists(tree, lists);
	for (size_t i = 0; i < LISTS; i++)
		older &= is_older(lists[i], time);
	for (size_t i = 0; i < tree->count && older; i++)
		older = is_older(tree->modules[i]->stamp, time);
	for (size_t i = 0; i < conf->files.count && older; i++)
		older = is_older(file_stamp(conf->files.at[i]), time);
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
