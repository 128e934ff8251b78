/* SPDX-License-Identifier: 0BSD */
/* The list of loaded modules: one read of /proc/modules has all fields of one moment. */
#include "kernel/procmodules.h"

#include "base/files.h"
#include "base/str.h"

#include <limits.h>
#include <string.h>

/* a line has at most some thousand users of 55 bytes, and usually some more than LINE_USUAL; 200 modules are usual */
enum { PROC_MODULES_LIMIT = 64 << 20, LINE_USUAL = 40 };

/* The next word of a line as a string of its own, or NULL. What follows a word is a separator or the end. */
static char *word_take(char **line)
{
	char *word = *line, *end;

	while (*word == ' ' || *word == '\t' || *word == '\r')
		word++;
	for (end = word; *end && *end != ' ' && *end != '\t' && *end != '\r'; end++)
		;
	*line = end + (*end != '\0');
	*end = '\0';
	return *word ? word : NULL;
}

/* "ext4,xfs,[permanent]," */
static void users_parse(char *users, struct arena *arena, struct loaded_module *module)
{
	struct str rest = str_of(users), user;
	size_t capacity = 0;

	while (str_cut(&rest, ",", &user)) {
		((char *)user.at)[user.length] = '\0';
		if (str_equal(user, "[permanent]")) {
			module->is_permanent = true;
		} else if (user.length && !str_equal(user, "-")) {
			module->holders = arena_grow(arena, module->holders, module->holder_count,
						     &capacity, sizeof *module->holders);
			module->holders[module->holder_count++] = user.at;
		}
	}
}

/* "-": cannot be counted. A module on its way out shows -1, which means nobody. */
static bool references_parse(const char *word, long *references)
{
	unsigned long count;

	if (word[0] == '-') {
		*references = word[1] ? 0 : -1;
		return true;
	}
	if (!str_number(word, LONG_MAX, &count))
		return false;
	*references = (long)count;
	return true;
}

static enum module_state state_parse(const char *word)
{
	if (!strcmp(word, "Loading"))
		return MODULE_COMING;
	return strcmp(word, "Unloading") ? MODULE_LIVE : MODULE_GOING;
}

/* "(OE)"; a '+' or '-' behind the letters tells the state once more */
static const char *taints_parse(char *word)
{
	if (!word || *word != '(')
		return "";
	word[1 + strcspn(word + 1, "+-)")] = '\0';
	return word + 1;
}

static bool line_parse(char *line, struct arena *arena, struct loaded_module *module)
{
	enum { NAME, SIZE, REFERENCES, USERS, STATE, WORDS };
	char *words[WORDS];

	for (int i = 0; i < WORDS; i++) {
		words[i] = word_take(&line);
		if (!words[i])
			return false;
	}
	*module = (struct loaded_module){ .name = words[NAME], .state = state_parse(words[STATE]) };
	if (!str_number(words[SIZE], ULONG_MAX, &module->size) ||
	    !references_parse(words[REFERENCES], &module->references))
		return false;
	users_parse(words[USERS], arena, module);
	word_take(&line);	/* the address */
	module->taints = taints_parse(word_take(&line));
	return true;
}

void procmodules_parse(char *text, size_t size, struct arena *arena, struct loaded_list *out)
{
	char *end = text + size;

	*out = (struct loaded_list){ .capacity = size / LINE_USUAL + 1 };
	out->at = arena_alloc(arena, out->capacity * sizeof *out->at);
	while (text < end) {
		char *newline = memchr(text, '\n', (size_t)(end - text)), *next = newline ? newline : end;

		*next++ = '\0';
		out->at = arena_grow(arena, out->at, out->count, &out->capacity, sizeof *out->at);
		if (text + strlen(text) + 1 == next && line_parse(text, arena, &out->at[out->count]))
			out->count++;
		text = next;
	}
}

int procmodules_read(struct kernel *kernel, struct loaded_list *out, struct err *err)
{
	const char *path = path_join(kernel->arena, kernel->root, "/proc/modules");
	struct str text;
	int rc = file_read(kernel->arena, path, PROC_MODULES_LIMIT, &text, err);

	*out = (struct loaded_list){ 0 };
	if (!rc)
		procmodules_parse((char *)text.at, text.length, kernel->arena, out);
	return rc;
}
