/* SPDX-License-Identifier: 0BSD */
/*
 * modules.builtin.bin and modules.builtin.alias.bin: the modules that are part of the kernel itself, from the files
 * modules.builtin and modules.builtin.modinfo that its build leaves in the tree. Where there is none of these
 * (an old kernel), the index is a file without bytes, as kmod has it.
 */
#include "base/files.h"
#include "base/log.h"
#include "base/str.h"
#include "depmod/index_list.h"
#include "depmod/outputs_table.h"
#include "module/name.h"

#include <errno.h>
#include <string.h>

enum { BUILTIN_LIMIT = 64 << 20 };

/* Returns 1 if there is such a file, 0 if not, -errno if it cannot be read. */
static int read_optional(const struct tree *tree, const char *name, const struct output_options *options,
			 struct arena *arena, struct str *out, struct err *err)
{
	int rc = file_read(arena, path_join(arena, tree->dir, name), BUILTIN_LIMIT, out, err);

	if (rc == -ENOENT && options->verbose)
		log_warn("could not open %s at %s: %s", name, tree->dir, err_words(rc));
	if (rc == -ENOENT)
		return 0;
	return rc ? rc : 1;
}

static bool is_key(const char *key)
{
	if (index_key_is_valid(key))
		return true;
	log_warn("'%s' is left out: it does not fit into an index", key);
	return false;
}

int write_builtin_index(const struct tree *tree, const struct output_options *options, struct buf *out,
			struct err *err)
{
	struct index_list list = { 0 };
	struct str lines, line;
	int rc;

	rc = read_optional(tree, "modules.builtin", options, &list.arena, &lines, err);
	if (rc <= 0) {
		arena_free(&list.arena);
		return rc;
	}
	while (str_cut(&lines, "\n", &line)) {
		const char *name = name_of_path(&list.arena, arena_copy(&list.arena, line.at, line.length));

		if (*name && is_key(name))
			index_list_add(&list, name, "", 0);
	}
	return index_list_write(&list, NULL, out, err);
}

/* "ext4.alias=fs-ext4": the module before the first dot, then the key alias. An empty alias is none. */
static void add_builtin_alias(struct index_list *list, struct str string)
{
	struct str name;

	if (!str_cut(&string, ".", &name) || !name.length || string.length <= strlen("alias=") ||
	    memcmp(string.at, "alias=", strlen("alias=")))
		return;
	if (is_key(string.at + strlen("alias=")))
		index_list_add_alias(list, string.at + strlen("alias="),
				     arena_copy(&list->arena, name.at, name.length), 0);
}

int write_builtin_alias_index(const struct tree *tree, const struct output_options *options, struct buf *out,
			      struct err *err)
{
	struct index_list list = { 0 };
	struct str rest;
	int rc;

	rc = read_optional(tree, "modules.builtin.modinfo", options, &list.arena, &rest, err);
	if (rc <= 0) {
		arena_free(&list.arena);
		return rc;
	}
	while (rest.length) {
		size_t length = strnlen(rest.at, rest.length);

		/* like kmod we do not count on a string whose end is missing */
		if (length == rest.length)
			break;
		add_builtin_alias(&list, (struct str){ rest.at, length });
		rest.at += length + 1;
		rest.length -= length + 1;
	}
	return index_list_write(&list, options->warn ? "alias" : NULL, out, err);
}
