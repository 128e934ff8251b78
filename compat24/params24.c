/* SPDX-License-Identifier: 0BSD */
/* Parameters of a 2.4 module: words are checked, and later written into the image. */
#include "compat24/params24.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* A parameter and its type: "1-8i". */
struct param24 {
	struct link24 *link;
	const char *at;		/* what comes next of the type's text, then of the values */
	const char *key;	/* "parm_NAME" */
	unsigned long min, max;	/* how many values */
	unsigned long size;	/* of one value in the variable */
	char letter;
	bool is_persistent;
};

/* A number in C's notation, at most `limit`. */
static bool digits_take(struct param24 *param, unsigned long limit, unsigned long *out)
{
	const char *p = param->at, *start;
	unsigned base = 10;

	if (*p == '0') {
		base = 8;
		if ((p[1] | 0x20) == 'x') {
			base = 16;
			p += 2;
		}
	}
	*out = 0;
	for (start = p;; p++) {
		unsigned c = (unsigned char)*p, digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

		if (digit >= base)
			break;
		if (*out > (limit - digit) / base)
			return false;
		*out = *out * base + digit;
	}
	param->at = p;
	return p != start;
}

/* With a sign, for the variable's bytes: -128 to 255 for one. */
static bool number_take(struct param24 *param, unsigned long *out)
{
	bool is_negative = *param->at == '-';
	unsigned long limit = ~0UL >> (CHAR_BIT * (sizeof limit - param->size));

	param->at += is_negative;
	if (!digits_take(param, is_negative ? limit / 2 + 1 : limit, out))
		return false;
	if (is_negative)
		*out = -*out;
	return true;
}

/* One character of a quoted string, as in C. */
static char escape_take(struct param24 *param)
{
	static const char letters[] = "abefnrtv", meanings[] = "\a\b\033\f\n\r\t\v";
	const char *letter;
	unsigned value = 0;
	char c = *param->at++;

	if (c != '\\' || !*param->at)
		return c;
	for (int i = 0; i < 3 && (*param->at & ~7) == '0'; i++)
		value = value * 8 + (unsigned)(*param->at++ - '0');
	if (param->at[-1] != '\\')
		return (char)value;
	c = *param->at++;
	letter = strchr(letters, c);
	return letter ? meanings[letter - letters] : c;
}

/* A string: up to the next comma, or quoted. NULL if its quote is never closed. */
static char *text_take(struct param24 *param)
{
	char *text = arena_alloc(param->link->arena, strlen(param->at) + 1), *end = text;

	if (*param->at != '"') {
		while (*param->at && *param->at != ',')
			*end++ = *param->at++;
		return text;
	}
	for (param->at++; *param->at != '"'; *end++ = escape_take(param))
		if (!*param->at)
			return NULL;
	param->at++;
	return text;
}

const char *info24(const struct link24 *link, const char *key)
{
	struct str value;

	return modinfo_value(&link->modinfo, key, &value) ? arena_copy(link->arena, value.at, value.length) : NULL;
}

/* The type of the parameter that `word` sets. Without .modinfo: numbers or strings, as the value looks. */
static bool type_find(struct param24 *param, const char *word)
{
	static const char letters[] = "bhilsc";
	const struct link24 *link = param->link;
	const char *value = word + strcspn(word, "="), *letter;

	param->key = arena_format(link->arena, "parm_%.*s", (int)(value - word), word);
	if (!*value)
		return false;
	param->at = value[1] > '9' ? "1-999s" : "1-999i";
	if (link->modinfo.bytes.at)
		param->at = info24(link, param->key);
	if (!param->at)
		return false;
	if (!digits_take(param, UINT_MAX, &param->min))
		param->min = 1;
	param->max = param->min;
	if (*param->at == '-') {
		param->at++;
		digits_take(param, UINT_MAX, &param->max);
	}
	letter = strchr(letters, *param->at);
	if (!letter || !*letter)
		return false;
	param->at++;
	param->letter = *letter;
	param->size = letter < letters + 3 ? 1UL << (letter - letters) : link->abi.word;
	if (*letter == 'c')
		digits_take(param, INT_MAX, &param->size);
	param->is_persistent = *param->at == 'p';
	param->at = value + 1;
	return true;
}

bool params24_is_persistent(struct link24 *link, const char *word)
{
	struct param24 param = { .link = link };

	return type_find(&param, word) && param.is_persistent;
}

/* One value for the image's `place`, which is NULL while values are only checked. False if it is not of its type. */
static bool value_take(struct param24 *param, unsigned char *place)
{
	struct link24 *link = param->link;
	uint64_t room = link->room_offset + link->room;
	unsigned long number = (unsigned long)(link->base + room);
	size_t length;
	char *text;

	if (param->letter != 's' && param->letter != 'c') {
		if (!number_take(param, &number))
			return false;
	} else {
		text = text_take(param);
		if (!text)
			return false;
		length = strlen(text) + 1;
		if (param->letter == 's')
			link->room += length;
		else if (length > param->size)
			return false;
		if (place)
			memcpy(param->letter == 's' ? link->bytes + room : place, text, length);
	}
	if (place && param->letter != 'c')
		abi24_put(&link->abi, place, (unsigned)param->size, number);
	return !*param->at || *param->at == ',';
}

/* All values. Says what is wrong, or NULL. */
static const char *values_take(struct param24 *param)
{
	const struct link24 *link = param->link;
	const struct symbol24 *variable = link24_symbol(link, param->key + strlen("parm_"));
	unsigned char *place = NULL;
	unsigned long count = 0;

	if (!variable || variable->place < PLACE24_SECTION)
		return "the module has no such variable";
	do {
		uint64_t offset = count * param->size;

		if (link->bytes)
			place = link24_at(link, variable->elf.value + offset, param->size);
		if (count++ == param->max || offset + param->size > variable->elf.size || (link->bytes && !place))
			return "too many values";
		if (!value_take(param, place))
			return "wrong type, length or range";
	} while (*param->at++);
	return count < param->min ? "too few values" : NULL;
}

int params24_take(struct link24 *link, const char *word, struct err *err)
{
	struct param24 param = { .link = link };
	const char *wrong;

	if (!type_find(&param, word))
		return err_set(err, EINVAL, "invalid parameter %s", param.key);
	wrong = values_take(&param);
	return wrong ? err_set(err, EINVAL, "parameter '%s': %s", word, wrong) : 0;
}
