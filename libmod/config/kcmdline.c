/* SPDX-License-Identifier: 0BSD */
/*
 * The kernel command line (the kernel's own rules are in lib/cmdline.c, next_arg): words between blanks, a double quote
 * switches the meaning of blanks on and off, and a word may be quoted as a whole.
 *
 *	usbcore.autosuspend=5  loop.max_part  "snd.id=a b"  root=/dev/x.y  modprobe.blacklist=pcspkr,floppy
 *	module  parameter      no value       snd id="a b"  not for us: "=" comes before "."
 */
#include "config/kcmdline.h"

#include "config/directives.h"
#include "module/name.h"

#include <string.h>

static const struct origin origin = { .file = "/proc/cmdline" };

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Takes the quotes off a text that stands in quotes as a whole. */
static bool unquote(char **text)
{
	size_t length = strlen(*text);

	if (length < 2 || **text != '"' || (*text)[length - 1] != '"')
		return false;
	(*text)[length - 1] = '\0';
	++*text;
	return true;
}

/* As an alias, for which a stray bracket is a fault. */
static void list_add(struct entry_list *list, struct config *config, char *name, const char *text)
{
	if (alias_fold(name) && *name)
		entry_add(list, config, name, text, origin);
}

/* MODULE.PARAMETER or MODULE.PARAMETER=VALUE */
static void word_parse(struct config *config, char *word)
{
	bool quoted = *word == '"' && unquote(&word);
	char *dot = NULL, *end, *name;

	for (end = word; *end && *end != '='; end++) {
		if (*end == '"' || (*end == '.' && dot))
			return;
		if (*end == '.')
			dot = end;
	}
	if (!dot || dot + 1 == end || (quoted && strchr(end, '"')))
		return;
	*dot++ = '\0';
	if (!strcmp(word, "modprobe") && str_starts(dot, "blacklist=")) {
		end++;
		unquote(&end);
		while ((name = strsep(&end, ",")))
			list_add(&config->blacklists, config, name, "");
		return;
	}
	if (quoted && *end)	/* the quotes around the whole word go around the value */
		dot = arena_format(config->arena, "%.*s=\"%s\"", (int)(end - dot), dot, end + 1);
	list_add(&config->options, config, word, dot);
}

void kcmdline_parse(struct config *config, char *text)
{
	while (*text) {
		bool quoted = false;
		char *word;

		while (is_blank(*text))
			text++;
		for (word = text; (unsigned char)*text > '"' || (*text && (quoted || !is_blank(*text))); text++)
			quoted ^= *text == '"';
		if (*text)
			*text++ = '\0';
		if (!quoted)	/* else it is never closed */
			word_parse(config, word);
	}
}
