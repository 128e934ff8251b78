/* SPDX-License-Identifier: 0BSD */
/*
 * Some of libc's functions in a tenth of its bytes. musl's go by words or by tables of all bytes, which pays for long
 * texts; here these are asked about names and options. Not in builds with sanitizers, which look into libc's.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How many bytes of `text` are in `set`, or are not. */
static size_t span(const char *text, const char *set, bool is_in_set)
{
	size_t length = 0;

	for (; text[length]; length++) {
		const char *at = set;

		while (*at && *at != text[length])
			at++;
		if ((*at != 0) != is_in_set)
			break;
	}
	return length;
}

size_t strspn(const char *text, const char *set)
{
	return span(text, set, true);
}

size_t strcspn(const char *text, const char *set)
{
	return span(text, set, false);
}

char *strchr(const char *text, int byte)
{
	while (*text && *text != (char)byte)
		text++;
	return *text == (char)byte ? (char *)text : NULL;
}

char *strstr(const char *text, const char *part)
{
	size_t length = strlen(part);

	for (; strncmp(text, part, length); text++)
		if (!*text)
			return NULL;
	return (char *)text;
}

char *stpcpy(char *to, const char *from)
{
	size_t length = strlen(from);

	memcpy(to, from, length + 1);
	return to + length;
}

char *getenv(const char *name)
{
	size_t length = strlen(name);

	for (char **variable = environ; variable && *variable; variable++)
		if (!strncmp(*variable, name, length) && (*variable)[length] == '=')
			return *variable + length + 1;
	return NULL;
}
