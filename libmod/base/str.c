/* SPDX-License-Identifier: 0BSD */
/* Borrowed bytes with a length. */
#include "base/str.h"

#include <string.h>

struct str str_of(const char *string)
{
	return (struct str){ string, strlen(string) };
}

bool str_equal(struct str a, const char *b)
{
	return strlen(b) == a.length && (!a.length || !memcmp(a.at, b, a.length));
}

bool str_starts(const char *string, const char *start)
{
	while (*start && *start == *string) {
		start++;
		string++;
	}
	return !*start;
}

bool str_ends(const char *string, const char *end)
{
	size_t length = strlen(string), tail = strlen(end);

	return length >= tail && !memcmp(string + length - tail, end, tail);
}

/* A NUL is in no set. strchr, with a call and a length for each byte, is four times as long. */
static bool is_one_of(char byte, const char *set)
{
	while (*set && *set != byte)
		set++;
	return *set;
}

bool str_cut(struct str *rest, const char *separators, struct str *part)
{
	size_t length = 0;

	if (!rest->length)
		return false;
	while (length < rest->length && !is_one_of(rest->at[length], separators))
		length++;
	*part = (struct str){ rest->at, length };
	if (length < rest->length)
		length++;
	rest->at += length;
	rest->length -= length;
	return true;
}

bool str_word(struct str *rest, const char *separators, struct str *word)
{
	while (rest->length && is_one_of(*rest->at, separators)) {
		rest->at++;
		rest->length--;
	}
	return str_cut(rest, separators, word);
}

char *str_take(char **rest)
{
	char *word = *rest, *end;

	while (*word == ' ' || *word == '\t')
		word++;
	for (end = word; (unsigned char)*end > ' ' || (*end && *end != ' ' && *end != '\t');)
		end++;
	*rest = end + (*end != '\0');
	*end = '\0';
	return word;
}

static unsigned long digit_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned long)(byte - '0');
	byte |= 0x20;
	if (byte >= 'a' && byte <= 'f')
		return (unsigned long)(byte - 'a' + 10);
	return 99;
}

bool str_number(const char *string, unsigned long limit, unsigned long *out)
{
	unsigned long number = 0, base = 10;

	if (string[0] == '0' && (string[1] | 0x20) == 'x') {
		base = 16;
		string += 2;
	}
	if (!*string)
		return false;
	for (; *string; string++) {
		unsigned long digit = digit_value(*string);

		if (digit >= base || digit > limit || number > (limit - digit) / base)
			return false;
		number = number * base + digit;
	}
	*out = number;
	return true;
}
