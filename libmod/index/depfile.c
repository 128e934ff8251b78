/* SPDX-License-Identifier: 0BSD */
/* The lines of modules.dep. */
#include "index/depfile.h"

#include "base/files.h"
#include "index/textline.h"
#include "module/name.h"

#include <errno.h>
#include <string.h>

/* Cuts the path off `*line`, which then holds the paths of what it needs. False if there is no colon. */
static bool path_cut(struct str *line, struct str *path)
{
	for (size_t i = 0; i < line->length; i++) {
		if (line->at[i] != ':' || (i + 1 < line->length && !strchr(TEXTLINE_BLANKS, line->at[i + 1])))
			continue;
		*path = (struct str){ line->at, i };
		*line = (struct str){ line->at + i + 1, line->length - i - 1 };
		return i > 0;
	}
	return false;
}

void depfile_read(struct str text, struct arena *arena, struct index_entries *out)
{
	struct str line;

	while (textline_next(&text, arena, &line)) {
		const char *copy = arena_copy(arena, line.at, line.length), *name;
		struct str rest = line, path;

		if (!path_cut(&rest, &path))
			continue;
		name = name_of_path(arena, arena_copy(arena, path.at, path.length));
		if (*name && index_key_is_valid(name))
			index_entries_add(out, arena, name, copy, (uint32_t)out->count);
	}
}

/* Whether a part of the path is "..". */
static bool climbs(struct str path)
{
	const char *end = path.at + path.length;

	for (const char *at = path.at; (at = memchr(at, '.', (size_t)(end - at))); at++) {
		bool begins = at == path.at || at[-1] == '/';

		if (begins && end - at >= 2 && at[1] == '.' && (end - at == 2 || at[2] == '/'))
			return true;
	}
	return false;
}

/* The path as it can be opened; NULL with err set if it climbs out of the directory. */
static const char *path_whole(struct str path, const char *dir, struct arena *arena, struct err *err)
{
	size_t length = *path.at == '/' ? 0 : strlen(dir);
	char *whole;

	if (climbs(path)) {
		err_set(err, EINVAL, "'%.*s' leads out of '%s'", (int)path.length, path.at, dir);
		return NULL;
	}
	if (!length)
		return arena_copy(arena, path.at, path.length);
	whole = arena_bytes(arena, length + 1 + path.length + 1);
	memcpy(whole, dir, length);
	whole[length] = '/';
	memcpy(whole + length + 1, path.at, path.length);
	whole[length + 1 + path.length] = '\0';
	return whole;
}

/* str_word for blanks: the lines of a thousand modules are cut in one run. */
static bool word_cut(struct str *rest, struct str *word)
{
	size_t start = 0, end;

	while (start < rest->length && (unsigned char)rest->at[start] <= ' ')
		start++;
	for (end = start; end < rest->length && (unsigned char)rest->at[end] > ' ';)
		end++;
	*word = (struct str){ rest->at + start, end - start };
	*rest = (struct str){ rest->at + end, rest->length - end };
	return word->length;
}

int depfile_record(const char *line, const char *dir, struct arena *arena, struct module_record *out,
		   struct err *err)
{
	struct str rest = str_of(line), word;
	size_t capacity = 0;

	*out = (struct module_record){ 0 };
	if (!path_cut(&rest, &word))
		return err_set(err, EINVAL, "'%s' is not a line of modules.dep", line);
	out->path = path_whole(word, dir, arena, err);
	if (!out->path)
		return -EINVAL;
	out->name = name_of_path(arena, out->path);
	while (word_cut(&rest, &word)) {
		const char *path = path_whole(word, dir, arena, err);

		if (!path)
			return -EINVAL;
		out->deps = arena_grow(arena, out->deps, out->dep_count, &capacity, sizeof *out->deps);
		out->deps[out->dep_count++] = path;
	}
	return 0;
}
