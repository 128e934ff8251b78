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
 * PLACES bounds the version (uname has 64 bytes), DEPTH the parentheses within each other, STEPS the whole work:
 * stars within stars could otherwise take for ever.
 */
enum { PLACES = 128, DEPTH = 16, STEPS = 100000, REPEATS = 255 };

struct places {
	uint64_t bits[PLACES / 64];
};

struct matcher {
	const char *text;
	size_t length;
	const char *at;		/* in the pattern */
	unsigned steps, depth;
	bool bad;
};

static const struct places no_places;

static bool has(const struct places *places, size_t place)
{
	return places->bits[place / 64] >> place % 64 & 1;
}

static void add(struct places *places, size_t place)
{
	places->bits[place / 64] |= (uint64_t)1 << place % 64;
}

/* Puts all of `more` into `places`; returns whether that changed anything. */
static bool unite(struct places *places, const struct places *more)
{
	bool changed = false;

	for (size_t i = 0; i < PLACES / 64; i++) {
		changed |= more->bits[i] & ~places->bits[i];
		places->bits[i] |= more->bits[i];
	}
	return changed;
}

static struct places keep_only(const struct places *places, size_t place)
{
	struct places kept = no_places;

	if (has(places, place))
		add(&kept, place);
	return kept;
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
static struct places match_byte(struct matcher *matcher, const struct places *from)
{
	const char *element = matcher->at;
	struct places to = no_places;
	const char *end = element + 1;

	if (*element == '[')
		set_holds(element, 0, &end);
	else if (*element == '\\')
		end = element[1] ? element + 2 : NULL;
	if (!end || !strncmp(element, "[[:", 3)) {
		matcher->bad = true;
		return to;
	}
	matcher->at = end;
	for (size_t place = 0; place < matcher->length; place++) {
		unsigned char byte = (unsigned char)matcher->text[place];

		if (!has(from, place))
			continue;
		if (*element == '[' ? set_holds(element, byte, &end) :
		    *element == '.' || byte == (unsigned char)element[*element == '\\'])
			add(&to, place + 1);
	}
	return to;
}

static struct places match_branches(struct matcher *matcher, const struct places *from);

static struct places match_atom(struct matcher *matcher, const struct places *from)
{
	struct places to = no_places;

	if (++matcher->steps > STEPS)
		matcher->bad = true;
	if (matcher->bad)
		return to;
	switch (*matcher->at) {
	case '(':
		matcher->at++;
		if (++matcher->depth > DEPTH) {
			matcher->bad = true;
			return to;
		}
		to = match_branches(matcher, from);
		matcher->depth--;
		if (*matcher->at == ')')
			matcher->at++;
		else
			matcher->bad = true;
		return to;
	case '^':
		matcher->at++;
		return keep_only(from, 0);
	case '$':
		matcher->at++;
		return keep_only(from, matcher->length);
	case '*':
	case '+':
	case '?':
	case '{':
		matcher->bad = true;
		return to;
	default:
		return match_byte(matcher, from);
	}
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
		if (*matcher->at++ != '}') {
			matcher->bad = true;
			matcher->at--;
		}
		break;
	}
}

/* An atom with what says how often it comes. */
static struct places match_piece(struct matcher *matcher, const struct places *from)
{
	const char *atom = matcher->at, *end;
	struct places now = match_atom(matcher, from), to = no_places;
	unsigned least, most;

	read_repeat(matcher, &least, &most);
	end = matcher->at;
	if (!least)
		to = *from;
	for (unsigned count = 1; count <= most && !matcher->bad; count++) {
		bool changed = count >= least && unite(&to, &now);

		/* places that were all reached before lead to nothing new */
		if (count >= least && !changed)
			break;
		if (count == most)
			break;
		matcher->at = atom;
		now = match_atom(matcher, &now);
	}
	matcher->at = end;
	return to;
}

static struct places match_branches(struct matcher *matcher, const struct places *from)
{
	struct places to = no_places;

	for (;;) {
		struct places now = *from;

		while (*matcher->at && *matcher->at != '|' && *matcher->at != ')' && !matcher->bad)
			now = match_piece(matcher, &now);
		unite(&to, &now);
		if (*matcher->at != '|' || matcher->bad)
			return to;
		matcher->at++;
	}
}

bool version_matches(const char *version, const char *pattern, bool *valid)
{
	struct matcher matcher = { .text = version, .length = strlen(version), .at = pattern };
	struct places from = no_places, to;

	*valid = true;
	if (!strcmp(pattern, "*"))
		return true;
	if (matcher.length >= PLACES)
		return false;
	for (size_t place = 0; place <= matcher.length; place++)
		add(&from, place);
	to = match_branches(&matcher, &from);
	*valid = !matcher.bad && !*matcher.at;
	return *valid && memcmp(&to, &no_places, sizeof to);
}
