/* SPDX-License-Identifier: 0BSD */
/* Causes in the parameters: names that the module has not, values of another kind (the kernel's kernel/params.c). */
#include "cause/inquiry.h"

#include "base/str.h"
#include "module/name.h"

#include <limits.h>
#include <string.h>

/* So many of the nearest names are shown. */
enum { SHOWN_NAMES = 3 };

/* Types of parameters as parmtype names them. What is not here takes anything, as far as we know. */
static const char number_types[] = "byte short ushort int uint hexint long ulong";
static const char choice_types[] = "bool invbool bint";

struct param {
	const char *name;
	const char *value;	/* NULL: it has none */
};

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/*
 * Cuts the first one off as the kernel does, at blanks that are not in double quotes, which go. Returns the rest, or
 * NULL.
 */
static char *param_next(char *at, struct param *out)
{
	bool quoted = false;
	char *name, *end;

	while (is_blank(*at))
		at++;
	if (!*at)
		return NULL;
	name = end = at;
	for (; *at && (quoted || !is_blank(*at)); at++) {
		if (*at == '"')
			quoted = !quoted;
		else
			*end++ = *at;
	}
	at += *at != 0;
	*end = '\0';
	out->name = name;
	end = strchr(name, '=');
	if (end)
		*end++ = '\0';
	out->value = end;
	return at;
}

/* The type of a parameter; "" if only its description is there, NULL if the module has no such parameter. */
static const char *type_of(struct inquiry *inquiry, const char *name)
{
	const struct str info = inquiry->modinfo.bytes;
	const char *type = NULL, *const *parts = inquiry->parts;

	if (has_word("dyndbg async_probe", name))	/* every module has these */
		return "";
	for (const char *at = info.at; at < info.at + info.length; at += strlen(at) + 1) {
		if (match(inquiry, at, "parmtype=%:%") && name_equal(parts[0], name))
			return parts[1];
		if (match(inquiry, at, "parm=%:") && name_equal(parts[0], name))
			type = "";
	}
	return type;
}

/* ---- values ---- */

/* A number as the kernel reads it, but for the limits of its type. */
static bool is_number(const char *text)
{
	unsigned long value;

	return str_number(text + (*text == '+' || *text == '-'), ULONG_MAX, &value);
}

/* "on" and "off" count by their second letter. */
static bool is_choice(const char *text)
{
	bool is_on_off = (*text | 32) == 'o';

	text += is_on_off;
	return *text && strchr(is_on_off ? "nNfF" : "yYnN01tTfF", *text);
}

/* Whether a parameter of this type takes the value. "array of int" takes several, with commas. */
static bool value_fits(struct arena *arena, const char *type, const char *text)
{
	bool is_array = str_starts(type, "array of "), is_number_type, fits;
	struct str rest, value = { 0 };

	if (is_array)
		type += strlen("array of ");
	is_number_type = has_word(number_types, type);
	if (!is_number_type && !has_word(choice_types, type))
		return true;
	if (!text)
		return !is_number_type;
	rest = str_of(text);
	do {
		str_cut(&rest, is_array ? "," : "", &value);
		text = arena_copy(arena, value.at, value.length);
		fits = is_number_type ? is_number(text) : is_choice(text);
	} while (fits && rest.length);
	return fits;
}

static void value_say(struct inquiry *inquiry, const struct param *param, const char *type)
{
	inquiry->remedy = arena_format(inquiry->attempt.arena, "modinfo -p %s", inquiry->name);
	buf_format(&inquiry->text, "'%.100s' does not take '%.100s': its type is '%.100s'", param->name,
		   param->value ? param->value : "", type ? type : "");
}

/* ---- names ---- */

/* How many bytes are the same at the beginning and at the end: for a slip of the finger, nearly all. */
static size_t likeness(const char *a, const char *b)
{
	size_t head = 0, tail = 0, a_end = strlen(a), b_end = strlen(b);

	while (a[head] && a[head] == b[head])
		head++;
	while (tail < a_end && tail < b_end && a[a_end - tail - 1] == b[b_end - tail - 1])
		tail++;
	return head + tail;
}

/* With the names that are nearest to it. */
static void unknown_say(struct inquiry *inquiry, const char *name)
{
	struct {
		const char *name;
		size_t likeness;
	} nearest[SHOWN_NAMES + 1];	/* the last one falls out */
	const struct str info = inquiry->modinfo.bytes;
	const char *const *parts = inquiry->parts;
	size_t count = 0;

	for (const char *at = info.at; at < info.at + info.length; at += strlen(at) + 1) {
		size_t place = count, same;

		if (!match(inquiry, at, "parmtype=%:"))
			continue;
		same = likeness(name, parts[0]);
		for (; place && nearest[place - 1].likeness < same; place--)
			nearest[place] = nearest[place - 1];
		nearest[place].name = parts[0];
		nearest[place].likeness = same;
		if (count < SHOWN_NAMES)
			count++;
	}
	buf_format(&inquiry->text, "%s has no parameter '%.100s'", inquiry->name, name);
	for (size_t i = 0; i < count; i++)
		buf_format(&inquiry->text, "%s %.100s", i ? "," : "; it has", nearest[i].name);
}

/* What shows without the kernel: names that the module has not, or values that they do not take. */
static void params_check(struct inquiry *inquiry, bool names)
{
	struct arena *arena = inquiry->attempt.arena;
	const char *given = inquiry->attempt.params;
	char *rest = arena_string(arena, given ? given : "");
	struct param param;

	while (!inquiry->text.length && (rest = param_next(rest, &param)) && strcmp(param.name, "--")) {
		const char *type = type_of(inquiry, param.name);

		if (names && !type)
			unknown_say(inquiry, param.name);
		if (!names && type && !value_fits(arena, type, param.value))
			value_say(inquiry, &param, type);
	}
}

void cause_value(struct inquiry *inquiry)
{
	if (record_find(inquiry, ": `%' % for parameter `%'", 0)) {	/* "invalid", "too large" */
		const struct param param = { inquiry->parts[2], inquiry->parts[0] };

		value_say(inquiry, &param, type_of(inquiry, param.name));
	} else if (record_find(inquiry, ": Unknown parameter `%'", 0)) {
		unknown_say(inquiry, inquiry->parts[0]);
	} else {
		params_check(inquiry, false);
	}
}

void cause_parameter(struct inquiry *inquiry)
{
	if (record_find(inquiry, ": unknown parameter '%' ignored", 0))
		unknown_say(inquiry, inquiry->parts[0]);
	else if (!inquiry->attempt.log)
		params_check(inquiry, true);
}
