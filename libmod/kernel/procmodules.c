/* SPDX-License-Identifier: 0BSD */
/* The list of loaded modules: one read of /proc/modules has all fields of one moment. */
#include "kernel/procmodules.h"

#include "base/files.h"
#include "base/names.h"
#include "base/str.h"

#include <limits.h>
#include <string.h>

/* a line has at most some thousand users of 55 bytes, and usually some more than LINE_USUAL; 200 modules are usual */
enum { PROC_MODULES_LIMIT = 64 << 20, LINE_USUAL = 40 };

/* "ext4,xfs,[permanent]," */
static void users_parse(char *users, struct arena *arena, struct loaded_module *module)
{
	struct str rest = str_of(users), user;
	struct name_list holders = { 0 };

	while (str_cut(&rest, ",", &user)) {
		((char *)user.at)[user.length] = '\0';
		if (str_equal(user, "[permanent]"))
			module->is_permanent = true;
		else if (user.length && !str_equal(user, "-"))
			names_add(&holders, arena, user.at);
	}
	module->holders = holders.at;
	module->holder_count = holders.count;
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
	if (*word != '(')
		return "";
	word[1 + strcspn(word + 1, "+-)")] = '\0';
	return word + 1;
}

static bool line_parse(char *line, struct arena *arena, struct loaded_module *module)
{
	enum { NAME, SIZE, REFERENCES, USERS, STATE, WORDS };
	char *words[WORDS];

	for (int i = 0; i < WORDS; i++) {
		words[i] = str_take(&line);
		if (!*words[i])
			return false;
	}
	*module = (struct loaded_module){ .name = words[NAME], .state = state_parse(words[STATE]) };
	if (!str_number(words[SIZE], ULONG_MAX, &module->size) ||
	    !references_parse(words[REFERENCES], &module->references))
		return false;
	users_parse(words[USERS], arena, module);
	str_take(&line);	/* the address */
	module->taints = taints_parse(str_take(&line));
	return true;
}

void procmodules_parse(char *text, size_t size, struct arena *arena, struct loaded_list *out)
{
	char *end = text + size;

	*out = (struct loaded_list){ .capacity = size / LINE_USUAL + 1 };
	out->at = arena_alloc(arena, out->capacity * sizeof *out->at);
	while (text < end) {
		struct loaded_module *module;
		char *newline = memchr(text, '\n', (size_t)(end - text)), *next = newline ? newline : end;

		*next++ = '\0';
		module = arena_add(arena, out, sizeof *module);
		if (text + strlen(text) + 1 != next || !line_parse(text, arena, module))
			out->count--;
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
