/* SPDX-License-Identifier: 0BSD */
/* Names of modules and aliases, and their spellings. */
#include "module/name.h"

#include "base/files.h"

#include <string.h>

static char normal(char byte)
{
	return byte == '-' ? '_' : byte;
}

static char *copy_normal(struct arena *arena, const char *from, size_t length)
{
	char *copy = arena_bytes(arena, length + 1);

	for (size_t i = 0; i < length; i++)
		copy[i] = normal(from[i]);
	copy[length] = '\0';
	return copy;
}

char *name_of_path(struct arena *arena, const char *path)
{
	const char *end = path + strlen(path), *base = end;

	while (base > path && base[-1] != '/')
		if (*--base == '.')
			end = base;
	return copy_normal(arena, base, (size_t)(end - base));
}

char *name_normal(struct arena *arena, const char *name)
{
	return copy_normal(arena, name, strlen(name));
}

bool name_equal(const char *a, const char *b)
{
	while (*a && normal(*a) == normal(*b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

bool alias_fold(char *alias)
{
	for (; *alias; alias++) {
		if (*alias > ']')	/* as most bytes are */
			continue;
		if (*alias == '[')
			alias += strcspn(alias, "]");
		else if (*alias == ']')
			return false;
		if (!*alias)
			return false;
		if (*alias == '-')
			*alias = '_';
	}
	return true;
}

const char *alias_normal(struct arena *arena, const char *alias)
{
	const char *at = alias;
	char *copy;

	while (*at && *at != '-' && *at != '[' && *at != ']')
		at++;
	if (!*at)
		return alias;
	copy = arena_string(arena, alias);
	return alias_fold(copy) ? copy : NULL;
}
