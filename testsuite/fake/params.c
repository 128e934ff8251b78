/* SPDX-License-Identifier: 0BSD */
/* Module parameters as the kernel takes them: words, quotes around values, kinds from parmtype. */
#include "params.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* '-' and '_' are the same in a parameter's name. */
static bool same_name(const char *a, const char *b, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char left = a[i] == '-' ? '_' : a[i], right = b[i] == '-' ? '_' : b[i];
		if (left != right)
			return false;
	}
	return true;
}

/* The kind of a parameter ("int", "array of charp"), or NULL; `*name` becomes the module's spelling of it. */
static const char *kind_of(const struct module_file *module, const char **name, size_t length)
{
	for (size_t i = 0; i < module->info.count; i++) {
		const char *info = module->info.at[i];
		if (strncmp(info, "parmtype=", 9))
			continue;
		info += 9;
		if (same_name(info, *name, length) && info[length] == ':') {
			*name = info;
			return info + length + 1;
		}
	}
	return NULL;
}

static bool is_number(const char *text)
{
	char *end;
	errno = 0;
	strtoll(text, &end, 0);
	return *text && !*end && !errno;
}

static bool fits(const char *kind, char *value)
{
	if (!strncmp(kind, "array of ", 9)) {
		for (char *comma; (comma = strchr(value, ',')); value = comma + 1) {
			*comma = 0;
			bool good = fits(kind + 9, value);
			*comma = ',';
			if (!good)
				return false;
		}
		return fits(kind + 9, value);
	}
	if (!strcmp(kind, "bool") || !strcmp(kind, "invbool"))
		return (*value && strchr("yYnN01tTfF", *value)) || !strcmp(value, "on") || !strcmp(value, "off");
	if (!strcmp(kind, "charp") || !strcmp(kind, "string"))
		return true;
	return is_number(value);
}

static void keep(struct pool *pool, struct names *out, const char *name, size_t length, const char *value)
{
	char *text = pool_format(pool, "%.*s=%s", (int)length, name, value);
	for (char *c = text; *c; c++) {
		if (*c == '\n')
			*c = ' ';
	}
	for (size_t i = 0; i < out->count; i++) {
		if (!strncmp(out->at[i], text, length + 1)) {
			out->at[i] = text;
			return;
		}
	}
	POOL_ADD(pool, out, text);
}

/* The length of the word at `text`: up to a space that is not inside of double quotes. */
static size_t word_length(const char *text)
{
	bool quoted = false;
	size_t length = 0;
	while (text[length] && (quoted || !isspace((unsigned char)text[length])))
		quoted ^= text[length++] == '"';
	return length;
}

/* Cuts the quotes off: around the whole word, or around the value. */
static char *unquote(char *text)
{
	size_t length = strlen(text);
	if (*text != '"')
		return text;
	if (length > 1 && text[length - 1] == '"')
		text[length - 1] = 0;
	return text + 1;
}

int params_take(struct pool *pool, const struct module_file *module, const char *params, bool strict,
		struct names *out, struct names *remarks)
{
	for (;;) {
		params += strspn(params, " \t\n");
		size_t length = word_length(params);
		if (!length)
			return 0;
		char *word = unquote(pool_copy(pool, params, length));
		params += length;
		if (!strcmp(word, "--"))
			return 0;

		const char *name = word;
		size_t name_length = strcspn(word, "=");
		bool has_value = word[name_length];
		char *value = unquote(has_value ? word + name_length + 1 : word + name_length);
		const char *kind = kind_of(module, &name, name_length);
		if (!kind)
			POOL_ADD(pool, remarks, pool_format(pool, strict ? "Unknown parameter `%.*s'" :
							    "unknown parameter '%.*s' ignored", (int)name_length, name));
		if (!kind && strict)
			return -ENOENT;
		if (!kind)
			continue;
		if (!has_value && !strcmp(kind, "bool"))
			value = pool_string(pool, "Y");
		if (!fits(kind, value)) {
			POOL_ADD(pool, remarks, pool_format(pool, "`%s' invalid for parameter `%.*s'", value,
							    (int)name_length, name));
			return -EINVAL;
		}
		keep(pool, out, name, name_length, value);
	}
}
