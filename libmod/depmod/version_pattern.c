/* SPDX-License-Identifier: 0BSD */
/*
 * A small regular expression matcher: it walks over the pattern once and carries the set of all places in the
 * text that can be reached so far. libc's regcomp would be 20 times its size.
 *
 *	pattern  6\.(1|12)\.0		text  6.12.0-5
 *	         |  |      |
 *	before   {0 1 2 .. 8}		any place: the match may begin everywhere
 *	after 6     {1}
 *	after (...)        {3 4}		both branches
 */
#include "depmod/version_pattern.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * The places in the text are the bits of one number, so there are 63 of them (uname has no more); DEPTH bounds the
 * parentheses within each other, STEPS the whole work: stars within stars could otherwise take for ever.
 */
enum { PLACES = 63, DEPTH = 16, STEPS = 100000, REPEATS = 255 };

struct matcher {
	const char *text;
	size_t length;
	const char *at;		/* in the pattern */
	unsigned steps, depth;
	bool bad;
};

static uint64_t bit(size_t place)
{
	return (uint64_t)1 << place;
}

/* Whether the set "[...]" at `set` holds the byte; `*end` is what follows the set, NULL if it never ends. */
static bool set_holds(const char *set, unsigned char byte, const char **end)
{
	const char *at = set + 1;
	bool negated = *at == '^', found = false;

	at += negated;
	for (const char *first = at; *at && (*at != ']' || at == first);) {
		unsigned char low = (unsigned char)*at++, high = low;

		if (*at == '-' && at[1] && at[1] != ']') {
			high = (unsigned char)at[1];
			at += 2;
		}
		found |= low <= byte && byte <= high;
	}
	*end = *at ? at + 1 : NULL;
	return found != negated;
}

/* One byte of the text against one element of the pattern, at every place. */
static uint64_t match_byte(struct matcher *matcher, uint64_t from)
{
	const char *element = matcher->at, *end = element + 1;
	uint64_t to = 0;

	if (*element == '[')
		set_holds(element, 0, &end);
	else if (*element == '\\')
		end = element[1] ? element + 2 : NULL;
	if (!end || !strncmp(element, "[[:", 3)) {
		matcher->bad = true;
		return 0;
	}
	matcher->at = end;
	for (size_t place = 0; place < matcher->length; place++) {
		unsigned char byte = (unsigned char)matcher->text[place];

		if (*element == '[' ? set_holds(element, byte, &end) :
		    *element == '.' || byte == (unsigned char)element[*element == '\\'])
			to |= (from & bit(place)) << 1;
	}
	return to;
}

static uint64_t match_branches(struct matcher *matcher, uint64_t from);

static uint64_t match_group(struct matcher *matcher, uint64_t from)
{
	uint64_t to = 0;

	if (++matcher->depth <= DEPTH)
		to = match_branches(matcher, from);
	matcher->depth--;
	if (*matcher->at == ')')
		matcher->at++;
	else
		matcher->bad = true;
	return to;
}

static uint64_t match_atom(struct matcher *matcher, uint64_t from)
{
	char first = *matcher->at;

	if (++matcher->steps > STEPS || (first && strchr("*+?{", first)))
		matcher->bad = true;
	if (matcher->bad)
		return 0;
	if (!strchr("(^$", first))
		return match_byte(matcher, from);
	matcher->at++;
	if (first == '(')
		return match_group(matcher, from);
	return from & (first == '^' ? 1 : bit(matcher->length));
}

static unsigned read_number(struct matcher *matcher)
{
	unsigned number = 0;

	if (*matcher->at < '0' || *matcher->at > '9')
		matcher->bad = true;
	for (; *matcher->at >= '0' && *matcher->at <= '9' && number <= REPEATS; matcher->at++)
		number = number * 10 + (unsigned)(*matcher->at - '0');
	if (number > REPEATS)
		matcher->bad = true;
	return number;
}

/* How often the atom before may come: `*most` REPEATS + 1 means without end. */
static void read_repeat(struct matcher *matcher, unsigned *least, unsigned *most)
{
	*least = *most = 1;
	switch (*matcher->at) {
	case '*':
	case '+':
		*least = *matcher->at++ == '+';
		*most = REPEATS + 1;
		break;
	case '?':
		matcher->at++;
		*least = 0;
		break;
	case '{':
		matcher->at++;
		*least = *most = read_number(matcher);
		if (*matcher->at == ',') {
			matcher->at++;
			*most = *matcher->at == '}' ? REPEATS + 1 : read_number(matcher);
		}
		if (*matcher->at == '}')
			matcher->at++;
		else
			matcher->bad = true;
	}
}

/* An atom with what says how often it comes. */
static uint64_t match_piece(struct matcher *matcher, uint64_t from)
{
	const char *atom = matcher->at, *end;
	uint64_t now = match_atom(matcher, from), to = 0, before;
	unsigned least, most;

	read_repeat(matcher, &least, &most);
	end = matcher->at;
	if (!least)
		to = from;
	for (unsigned count = 1; count <= most && !matcher->bad; count++) {
		before = to;
		if (count >= least)
			to |= now;
		/* places that were all reached before lead to nothing new */
		if (count == most || (count >= least && to == before))
			break;
		matcher->at = atom;
		now = match_atom(matcher, now);
	}
	matcher->at = end;
	return to;
}

static uint64_t match_branches(struct matcher *matcher, uint64_t from)
{
	uint64_t to = 0;

	for (;;) {
		uint64_t now = from;

		while (*matcher->at && *matcher->at != '|' && *matcher->at != ')' && !matcher->bad)
			now = match_piece(matcher, now);
		to |= now;
		if (*matcher->at != '|' || matcher->bad)
			return to;
		matcher->at++;
	}
}

bool version_matches(const char *version, const char *pattern, bool *valid)
{
	struct matcher matcher = { .text = version, .length = strlen(version), .at = pattern };
	uint64_t to;

	*valid = true;
	if (!strcmp(pattern, "*"))
		return true;
	if (matcher.length > PLACES)
		return false;
	to = match_branches(&matcher, UINT64_MAX >> (PLACES - matcher.length));
	*valid = !matcher.bad && !*matcher.at;
	return *valid && to;
}
