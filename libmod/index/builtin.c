/* SPDX-License-Identifier: 0BSD */
/* The lists of what is built into the kernel. */
#include "index/builtin.h"

#include "index/textalias.h"
#include "index/textline.h"
#include "module/modinfo.h"
#include "module/name.h"

void builtin_read(struct str text, struct arena *arena, struct index_entries *out)
{
	struct str path, rest;
	struct lines lines;

	lines_open(&lines, text, arena);
	while (textline_next(&lines, &path, &rest)) {
		const char *name = name_of_path(arena, arena_copy(arena, path.at, path.length));

		if (*name && index_key_is_valid(name))
			index_entries_add(out, arena, name, "", 0);
	}
}

/* Takes the next "NAME.KEY=VALUE" off `*rest`; what has no dot in front of its '=' is skipped. False at the end. */
static bool string_next(struct str *rest, struct str *name, struct str *key, struct str *value)
{
	while (modinfo_next(rest, key, value))
		if (value->at[-1] == '=' && str_cut(key, ".", name) && key->length)
			return true;
	return false;
}

void builtin_read_aliases(struct str bytes, struct arena *arena, struct index_entries *out)
{
	struct str name, key, value;

	while (string_next(&bytes, &name, &key, &value))
		if (str_equal(key, "alias"))
			textalias_add(value, name_normal(arena, arena_copy(arena, name.at, name.length)), 0, arena,
				      out);
}

/* Whether a name as spelled in a file is the module's whose normal form is `normal`. */
static bool is_name(struct str name, const char *normal)
{
	for (; name.length; name.at++, name.length--, normal++)
		if (*normal != (*name.at == '-' ? '_' : *name.at))
			return false;
	return !*normal;
}

void builtin_strings(struct str bytes, const char *name, struct arena *arena, struct name_list *out)
{
	struct str module, key, value;

	while (string_next(&bytes, &module, &key, &value))
		if (is_name(module, name))
			names_add(out, arena, arena_copy(arena, key.at, (size_t)(value.at + value.length - key.at)));
}
