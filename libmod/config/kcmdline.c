/* SPDX-License-Identifier: 0BSD */
/*
 * The kernel command line (the kernel's own rules are in lib/cmdline.c, next_arg): words between blanks, a double quote
 * switches the meaning of blanks on and off, and a word may be quoted as a whole.
 *
 *	usbcore.autosuspend=5  loop.max_part  "snd.id=a b"  root=/dev/x.y  modprobe.blacklist=pcspkr,floppy
 *	module  parameter      no value       snd id="a b"  not for us: "=" comes before "."
 */
#include "config/kcmdline.h"

#include "base/log.h"
#include "config/directives.h"
#include "module/name.h"

#include <string.h>

static const char blanks[] = " \t\n\v\f\r";

static const struct origin origin = { .file = "/proc/cmdline" };

/* Cuts the next word off; its quotes stay in it. Returns false at the end, and for a quote that is never closed. */
static bool word_cut(struct str *rest, struct str *word)
{
	bool quoted = false;
	size_t end = 0;

	while (rest->length && strchr(blanks, *rest->at)) {
		rest->at++;
		rest->length--;
	}
	while (end < rest->length && (quoted || !strchr(blanks, rest->at[end])))
		quoted ^= rest->at[end++] == '"';
	*word = (struct str){ rest->at, end };
	rest->at += end;
	rest->length -= end;
	return end && !quoted;
}

/* Takes the quotes off a text that stands in quotes as a whole. */
static bool unquote(struct str *text)
{
	if (text->length < 2 || *text->at != '"' || text->at[text->length - 1] != '"')
		return false;
	*text = (struct str){ text->at + 1, text->length - 2 };
	return true;
}

static void blacklist_add(struct config *config, struct str names)
{
	struct str name;

	unquote(&names);
	while (str_cut(&names, ",", &name))
		if (name.length)
			entry_add(&config->blacklists, config,
				  name_normal(config->arena, arena_copy(config->arena, name.at, name.length)), "",
				  origin);
}

/* `quoted`: the quotes that stood around the whole word go around the value. */
static void option_add(struct config *config, struct str module, struct str parameter, const struct str *value,
		       bool quoted)
{
	struct arena *arena = config->arena;
	const char *name = alias_normal(arena, arena_copy(arena, module.at, module.length), NULL), *text;

	if (!name) {
		log_debug("kernel command line: '%.*s' is not the name of a module", (int)module.length, module.at);
		return;
	}
	if (value)
		text = arena_format(arena, quoted ? "%.*s=\"%.*s\"" : "%.*s=%.*s", (int)parameter.length,
				    parameter.at, (int)value->length, value->at);
	else
		text = arena_copy(arena, parameter.at, parameter.length);
	entry_add(&config->options, config, name, text, origin);
}

/* MODULE.PARAMETER or MODULE.PARAMETER=VALUE */
static void word_parse(struct config *config, struct str word)
{
	bool quoted = unquote(&word), has_value = memchr(word.at, '=', word.length);
	struct str name, module;

	if (!str_cut(&word, "=", &name) || memchr(name.at, '"', name.length) || !str_cut(&name, ".", &module))
		return;
	if (!module.length || !name.length || memchr(name.at, '.', name.length))
		return;
	if (quoted && memchr(word.at, '"', word.length))
		return;
	if (has_value && str_equal(module, "modprobe") && str_equal(name, "blacklist"))
		blacklist_add(config, word);
	else
		option_add(config, module, name, has_value ? &word : NULL, quoted);
}

void kcmdline_parse(struct config *config, struct str text)
{
	struct str word;

	text.length = strnlen(text.at, text.length);	/* the kernel's is a string */
	while (text.length) {
		if (word_cut(&text, &word))
			word_parse(config, word);
	}
}
