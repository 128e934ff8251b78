/* SPDX-License-Identifier: 0BSD */
/*
 * Command lines, by the rules of getopt_long: options and operands in any order, "--" ends the options, long names may
 * be cut as long as only one begins so. (getopt_long itself brings musl's stdio into the program: 5 KB.)
 */
#include "base/opt.h"

#include "base/str.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

struct parser {
	const struct opt_set *sets;
	char **argv;
	int argc, next;		/* the word that was not looked at yet */
	struct arena *arena;
};

/* A row and the struct that its field lies in. */
struct found {
	const struct opt *row;
	void *fields;
};

static bool is_row(const struct opt *row)
{
	return row->letter || row->name;
}

static bool takes_argument(const struct opt *row)
{
	return row->kind >= OPT_TEXT;
}

static struct found find_letter(const struct parser *parser, char letter)
{
	for (int i = 0; i < 2; i++)
		for (const struct opt *row = parser->sets[i].options; is_row(row); row++)
			if (row->letter == letter)
				return (struct found){ row, parser->sets[i].fields };
	return (struct found){ 0 };
}

/*
 * The option of this name, or the only one whose name begins so; `*count` is how many do. Two names of one letter are
 * one option.
 */
static struct found find_name(const struct parser *parser, const char *name, size_t length, int *count)
{
	struct found found = { 0 };

	*count = 0;
	for (int i = 0; i < 2; i++) {
		for (const struct opt *row = parser->sets[i].options; is_row(row); row++) {
			if (!row->name || strncmp(row->name, name, length))
				continue;
			*count += !found.row || !row->letter || row->letter != found.row->letter;
			found = (struct found){ row, parser->sets[i].fields };
			if (!row->name[length]) {
				*count = 1;
				return found;
			}
		}
	}
	return found;
}

static int apply(const struct parser *parser, struct found found, const char *text, struct err *err)
{
	const struct opt *row = found.row;
	void *field = (char *)found.fields + row->field;

	switch ((enum opt_kind)row->kind) {
	case OPT_FLAG:
		*(bool *)field = true;
		break;
	case OPT_COUNT:
		++*(int *)field;
		break;
	case OPT_TEXT:
		*(const char **)field = text;
		break;
	case OPT_NAME:
		*(const char **)field = row->name;
		break;
	case OPT_LIST:
		*(const char **)arena_add(parser->arena, field, sizeof text) = text;
		break;
	case OPT_NUMBER:
		if (!str_number(text, LONG_MAX, field))
			return err_set(err, EINVAL, "invalid number '%s'", text);
		break;
	case OPT_IGNORED:
	case OPT_IGNORED_TEXT:
		break;
	}
	return 0;
}

/* The word behind the option, or NULL. */
static const char *take_argument(struct parser *parser)
{
	return parser->next < parser->argc ? parser->argv[parser->next++] : NULL;
}

/* "--name", "--name=value", "--name value"; the messages are those of glibc, which scripts and people know. */
static int parse_name(struct parser *parser, const char *word, struct err *err)
{
	const char *name = word + 2, *text = NULL;
	size_t length = strcspn(name, "=");
	int count;
	struct found found = find_name(parser, name, length, &count);

	if (count != 1)
		return err_set(err, EINVAL, count ? "option '%s' is ambiguous" : "unrecognized option '%s'", word);
	if (name[length]) {
		text = name + length + 1;
		if (!takes_argument(found.row))
			return err_set(err, EINVAL, "option '--%s' doesn't allow an argument", found.row->name);
	} else if (takes_argument(found.row)) {
		text = take_argument(parser);
		if (!text)
			return err_set(err, EINVAL, "option '--%s' requires an argument", found.row->name);
	}
	return apply(parser, found, text, err);
}

/* "-a", "-abc", "-Cvalue", "-C value" */
static int parse_letters(struct parser *parser, const char *letters, struct err *err)
{
	while (*letters) {
		struct found found = find_letter(parser, *letters++);
		const char *text = NULL;
		int rc;

		if (!found.row)
			return err_set(err, EINVAL, "invalid option -- '%c'", letters[-1]);
		if (takes_argument(found.row)) {
			text = *letters ? letters : take_argument(parser);
			if (!text)
				return err_set(err, EINVAL, "option requires an argument -- '%c'", letters[-1]);
			letters = "";
		}
		rc = apply(parser, found, text, err);
		if (rc)
			return rc;
	}
	return 0;
}

int opt_parse(const struct opt_set sets[2], int argc, char **argv, struct arena *arena, struct err *err)
{
	struct parser parser = { sets, argv, argc, 1, arena };
	char **operands = arena_alloc(arena, (size_t)argc * sizeof *operands);
	int count = 0, rc = 0;
	bool only_operands = false;

	while (!rc && parser.next < argc) {
		char *word = argv[parser.next++];

		if (only_operands || *word != '-' || !word[1])
			operands[count++] = word;
		else if (word[1] != '-')
			rc = parse_letters(&parser, word + 1, err);
		else if (word[2])
			rc = parse_name(&parser, word, err);
		else
			only_operands = true;
	}
	if (rc)
		return rc;
	memcpy(argv + argc - count, operands, (size_t)count * sizeof *operands);
	return argc - count;
}
