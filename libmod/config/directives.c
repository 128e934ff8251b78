/* SPDX-License-Identifier: 0BSD */
/*
 * The lines of modprobe.d: all have the form "KEYWORD NAME TEXT". A directive is a row of the table and a list in
 * struct config.
 */
#include "config/directives.h"

#include "base/glob.h"
#include "module/name.h"

#include <stddef.h>
#include <string.h>

#define BLANKS " \t"

/* What follows the name. */
enum text_kind {
	TEXT_NONE,		/* nothing; more is not looked at */
	TEXT_OPTIONAL,		/* anything, or nothing */
	TEXT_NAME,		/* another name */
	TEXT_COMMAND,		/* anything */
	TEXT_PARAMETERS,	/* the same, but the kernel cuts parameters at blanks only: tabs become blanks */
	TEXT_WORDS,		/* words: with one blank between them */
	TEXT_SOFTDEP,		/* the same, but they are taken apart when somebody asks for them */
};

/* In the order of `modprobe -c`. */
static const struct directive {
	const char *keyword;
	unsigned short list;		/* offset in struct config */
	unsigned char text;
} directives[] = {
	{ "blacklist", offsetof(struct config, blacklists), TEXT_NONE },
	{ "forbid", offsetof(struct config, forbids), TEXT_OPTIONAL },
	{ "install", offsetof(struct config, installs), TEXT_COMMAND },
	{ "remove", offsetof(struct config, removes), TEXT_COMMAND },
	{ "alias", offsetof(struct config, aliases), TEXT_NAME },
	{ "options", offsetof(struct config, options), TEXT_PARAMETERS },
	{ "softdep", offsetof(struct config, softdeps), TEXT_SOFTDEP },
	{ "weakdep", offsetof(struct config, weakdeps), TEXT_WORDS },
};

/* The first bytes of a name as a number; 0 if one of them is a wildcard. */
static uint32_t start_of(const char *name)
{
	uint32_t start = 0;

	for (int i = 0; i < 4 && name[i]; i++) {
		if (name[i] <= '\\' && (name[i] == '*' || name[i] == '?' || name[i] == '[' || name[i] == '\\'))
			return 0;
		start = start << 8 | (unsigned char)name[i];
	}
	return start;
}

/* The bits of entry_list.starts that a start stands for. */
static uint64_t start_bits(uint32_t start)
{
	return start ? (uint64_t)1 << (start * 2654435769u >> 26) : UINT64_MAX;
}

void entry_add(struct entry_list *list, struct config *config, const char *name, const char *text,
	       struct origin origin)
{
	struct entry *entry = arena_add(config->arena, list, sizeof *entry);

	*entry = (struct entry){ name, text, origin, start_of(name) };
	list->starts |= start_bits(entry->start);
}

/* A word as a name, in normal form. NULL if there is none or its brackets do not match. */
static char *name_cut(char **rest)
{
	char *name = str_take(rest);

	return *name && alias_fold(name) ? name : NULL;
}

/* Leaves one blank between the words of a text, and none around them. */
static void words_join(char *text)
{
	struct str rest = str_of(text), word;
	char *end = text;

	while (str_word(&rest, BLANKS, &word)) {
		if (end > text)
			*end++ = ' ';
		memmove(end, word.at, word.length);
		end += word.length;
	}
	*end = '\0';
}

static void tabs_to_blanks(char *text)
{
	for (; *text; text++)
		if (*text == '\t')
			*text = ' ';
}

/* NULL: no line begins like this. Most lines are softdeps. */
static const struct directive *directive_find(const char *keyword)
{
	for (size_t i = sizeof directives / sizeof *directives; i-- > 0;)
		if (*keyword == *directives[i].keyword && !strcmp(keyword, directives[i].keyword))
			return &directives[i];
	return NULL;
}

const struct entry_list *directive_entries(const struct config *config, const char *keyword)
{
	return (const void *)((const char *)config + directive_find(keyword)->list);
}

const char *directive_parse(struct config *config, char *line, struct origin origin)
{
	const char *keyword = str_take(&line);
	const struct directive *row;
	char *name, *text;

	if (!*keyword || *keyword == '#')
		return NULL;
	row = directive_find(keyword);
	name = name_cut(&line);
	if (!row || !name)
		return keyword;
	text = row->text == TEXT_NAME ? name_cut(&line) : line;
	if (row->text == TEXT_NONE)
		*text = '\0';
	if (!text || (row->text > TEXT_NAME && !text[strspn(text, BLANKS)]))
		return keyword;
	if (row->text == TEXT_WORDS)
		words_join(text);
	if (row->text == TEXT_PARAMETERS)
		tabs_to_blanks(text);
	entry_add((void *)((char *)config + row->list), config, name, text, origin);
	return NULL;
}

static void words_print(struct out *out, const char *title, const struct name_list *words)
{
	if (words->count)
		out_string(out, title);
	for (size_t i = 0; i < words->count; i++)
		out_format(out, " %s", words->at[i]);
}

/* A softdep line as its words count: all that are in front, and all that are behind. */
static void softdep_print(const struct config *config, const char *text, struct out *out)
{
	struct softdep softdep;

	softdep_cut(&softdep, config->arena, text);
	words_print(out, "pre:", &softdep.pre);
	words_print(out, softdep.pre.count ? " post:" : "post:", &softdep.post);
}

void config_print(const struct config *config, struct out *out)
{
	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
		const struct directive *row = &directives[i];
		const struct entry_list *list = (const void *)((const char *)config + row->list);

		for (size_t k = 0; k < list->count; k++) {
			const struct entry *entry = &list->at[k];

			out_format(out, *entry->text ? "%s %s " : "%s %s", row->keyword, entry->name);
			if (row->text == TEXT_SOFTDEP)
				softdep_print(config, entry->text, out);
			else
				out_string(out, entry->text);
			out_string(out, "\n");
		}
	}
}

/*
 * A tree has fifty softdep lines: to look through them for each module of a plan would be a sixth of planning it. So
 * the names are told apart by their starts first.
 */
static const struct entry *entry_find(const struct entry_list *list, const char *name, bool has_patterns)
{
	uint32_t start = list->count ? start_of(name) : 0;

	if (!(list->starts & start_bits(start)))
		return NULL;
	for (size_t i = 0; i < list->count; i++) {
		const struct entry *entry = &list->at[i];

		if ((entry->start == start || !entry->start) &&
		    (has_patterns ? glob_match(entry->name, name) : !strcmp(entry->name, name)))
			return entry;
	}
	return NULL;
}

const struct entry *entry_named(const struct entry_list *list, const char *name)
{
	return entry_find(list, name, false);
}

const struct entry *entry_matching(const struct entry_list *list, const char *name)
{
	return entry_find(list, name, true);
}
