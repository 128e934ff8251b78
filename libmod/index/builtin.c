/* SPDX-License-Identifier: 0BSD */
/* The lists of what is built into the kernel. */
#include "index/builtin.h"

#include "index/textalias.h"
#include "index/textline.h"
#include "module/name.h"

#include <string.h>

void builtin_read(struct str text, struct arena *arena, struct index_entries *out)
{
	struct str line;

	while (textline_next(&text, arena, &line)) {
		const char *name = name_of_path(arena, arena_copy(arena, line.at, line.length));

		if (*name && index_key_is_valid(name))
			index_entries_add(out, arena, name, "", 0);
	}
}

/*
 * Takes the next "NAME.KEY=VALUE" off `*rest`: `*name` is what precedes the dot, `*string` what follows it.
 * Strings without a dot before their '=' are skipped; the last one may lack its NUL. Returns false at the end.
 */
static bool string_next(struct str *rest, struct str *name, struct str *string)
{
	while (rest->length) {
		const char *end = memchr(rest->at, '\0', rest->length), *dot, *equals;
		size_t length = end ? (size_t)(end - rest->at) : rest->length;
		struct str whole = { rest->at, length };

		rest->at += length + (end != NULL);
		rest->length -= length + (end != NULL);
		dot = length ? memchr(whole.at, '.', length) : NULL;
		equals = length ? memchr(whole.at, '=', length) : NULL;
		if (!dot || !equals || dot > equals)
			continue;
		*name = (struct str){ whole.at, (size_t)(dot - whole.at) };
		*string = (struct str){ dot + 1, length - name->length - 1 };
		return true;
	}
	return false;
}

void builtin_read_aliases(struct str bytes, struct arena *arena, struct index_entries *out)
{
	static const char key[] = "alias=";
	struct str name, string;

	while (string_next(&bytes, &name, &string)) {
		const char *pattern;

		if (string.length < sizeof key || memcmp(string.at, key, sizeof key - 1))
			continue;
		pattern = arena_copy(arena, string.at + sizeof key - 1, string.length - (sizeof key - 1));
		textalias_add(pattern, name_normal(arena, arena_copy(arena, name.at, name.length)), 0, arena, out);
	}
}

/* Whether a name as spelled in a file is the module's whose normal form is `normal`. */
static bool is_name(struct str name, const char *normal)
{
	size_t i;

	for (i = 0; i < name.length; i++)
		if (normal[i] != (name.at[i] == '-' ? '_' : name.at[i]))
			return false;
	return !normal[i];
}

void builtin_strings(struct str bytes, const char *name, struct arena *arena, struct name_list *out)
{
	struct str module, string;

	while (string_next(&bytes, &module, &string))
		if (is_name(module, name))
			names_add(out, arena, arena_copy(arena, string.at, string.length));
}
