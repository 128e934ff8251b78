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

/* Cuts the next word off; its quotes stay in it. Returns false at the end, and for a quote that is never closed. */
static bool word_cut(struct str *rest, struct str *word)
{
	const char *at = rest->at, *end = at + rest->length;
	bool quoted = false;

	while (at < end && is_blank(*at))
		at++;
	word->at = at;
	while (at < end && (quoted || !is_blank(*at)))
		quoted ^= *at++ == '"';
	word->length = (size_t)(at - word->at);
	*rest = (struct str){ at, (size_t)(end - at) };
	return word->length && !quoted;
}

/* Takes the quotes off a text that stands in quotes as a whole. */
static bool unquote(struct str *text)
{
	if (text->length < 2 || *text->at != '"' || text->at[text->length - 1] != '"')
		return false;
	*text = (struct str){ text->at + 1, text->length - 2 };
	return true;
}

/* As an alias, for which a stray bracket is a fault. */
static void list_add(struct entry_list *list, struct config *config, struct str name, const char *text)
{
	const char *normal = alias_normal(config->arena, arena_copy(config->arena, name.at, name.length), NULL);

	if (normal && *normal)
		entry_add(list, config, normal, text, origin);
}

/* MODULE.PARAMETER or MODULE.PARAMETER=VALUE */
static void word_parse(struct config *config, struct str word)
{
	bool quoted = unquote(&word), has_value = memchr(word.at, '=', word.length);
	const char *end = word.at + word.length, *text;
	struct str name, module;

	if (!str_cut(&word, "=", &name) || memchr(name.at, '"', name.length) || !str_cut(&name, ".", &module) ||
	    !name.length || memchr(name.at, '.', name.length) || (quoted && memchr(word.at, '"', word.length)))
		return;
	if (has_value && str_equal(module, "modprobe") && str_equal(name, "blacklist")) {
		unquote(&word);
		while (str_cut(&word, ",", &name))
			list_add(&config->blacklists, config, name, "");
		return;
	}
	if (quoted && has_value)	/* the quotes around the whole word go around the value */
		text = arena_format(config->arena, "%.*s=\"%.*s\"", (int)name.length, name.at, (int)word.length, word.at);
	else
		text = arena_copy(config->arena, name.at, (size_t)(end - name.at));
	list_add(&config->options, config, module, text);
}

void kcmdline_parse(struct config *config, struct str text)
{
	struct str word;

	text.length = strnlen(text.at, text.length);	/* the kernel's is a string */
	while (text.length)
		if (word_cut(&text, &word))
			word_parse(config, word);
}
