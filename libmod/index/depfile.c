/* SPDX-License-Identifier: 0BSD */
/* The lines of modules.dep. */
#include "index/depfile.h"

#include "base/names.h"
#include "index/textline.h"
#include "module/name.h"

#include <errno.h>
#include <string.h>

/* Takes the colon off the first word of a line. False if there is none: it is no line of modules.dep. */
static bool colon_cut(struct str *path)
{
	return path->length > 1 && path->at[--path->length] == ':';
}

void depfile_read(struct str text, struct arena *arena, struct index_entries *out)
{
	struct str path, rest;
	struct lines lines;

	lines_open(&lines, text, arena);
	while (textline_next(&lines, &path, &rest)) {
		const char *line = arena_copy(arena, path.at, (size_t)(rest.at + rest.length - path.at)), *name;

		if (!colon_cut(&path))
			continue;
		name = name_of_path(arena, arena_copy(arena, path.at, path.length));
		if (*name && index_key_is_valid(name))
			index_entries_add(out, arena, name, line, (uint32_t)out->count);
	}
}

/* The path as it can be opened; NULL if it climbs out of the directory. */
static const char *path_whole(struct str path, struct str dir, struct arena *arena)
{
	char *whole = arena_bytes(arena, dir.length + path.length + 2), *start = whole, *end;

	if (*path.at != '/') {
		start = mempcpy(whole, dir.at, dir.length);
		*start++ = '/';
	}
	end = mempcpy(start, path.at, path.length);
	*end = '\0';
	for (const char *dot = start; (dot = memchr(dot, '.', (size_t)(end - dot))); dot++)
		if (dot[1] == '.' && (!dot[2] || dot[2] == '/') && dot[-1] == '/')
			return NULL;
	return whole;
}

/* str_word for blanks: the lines of a thousand modules are cut in one run. */
static bool word_cut(const char **rest, struct str *word)
{
	const char *end = *rest;

	while (*end == ' ' || *end == '\t')
		end++;
	word->at = end;
	while ((unsigned char)*end > ' ')
		end++;
	word->length = (size_t)(end - word->at);
	*rest = end;
	return word->length;
}

int depfile_record(const char *line, const char *dir, struct arena *arena, struct module_record *out)
{
	struct str word, root = str_of(dir);
	struct name_list paths = { 0 };

	if (!word_cut(&line, &word) || !colon_cut(&word))
		return -EINVAL;
	do {
		const char *path = path_whole(word, root, arena);

		if (!path)
			return -EINVAL;
		names_add(&paths, arena, path);
	} while (word_cut(&line, &word));
	*out = (struct module_record){ NULL, *paths.at, paths.at + 1, paths.count - 1 };
	return 0;
}
