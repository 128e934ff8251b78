/* SPDX-License-Identifier: 0BSD */
/*
 * modules.builtin.bin and modules.builtin.alias.bin: the modules that are part of the kernel itself, from the files
 * modules.builtin and modules.builtin.modinfo that its build leaves in the tree. Where there is none of these
 * (an old kernel), the index is a file without bytes, as kmod has it.
 */
#include "base/log.h"
#include "base/str.h"
#include "depmod/index_list.h"
#include "depmod/outputs_table.h"
#include "module/name.h"

#include <string.h>

static bool is_key(const char *key)
{
	if (index_key_is_valid(key))
		return true;
	log_warn("'%s' is left out: %s", key, "it does not fit into an index");
	return false;
}

/* kernel/fs/ext4/ext4.ko */
static void add_module(struct index_list *list, char *path)
{
	const char *name = name_of_path(&list->arena, path);

	if (*name && is_key(name))
		index_list_add(list, name, "", 0);
}

/* "ext4.alias=fs-ext4": the module before the first dot, then the key alias. An empty alias is none. */
static void add_alias(struct index_list *list, char *string)
{
	char *key = strchr(string, '.'), *alias;

	if (!key || key == string || !str_starts(key, ".alias="))
		return;
	*key = '\0';
	alias = key + strlen(".alias=");
	if (*alias && is_key(alias))
		index_list_add_alias(list, alias, string, 0);
}

/* Makes an index of what `add` makes of the strings of a file; each ends with the byte `end`. */
static int write_strings(const struct making *making, const char *name, char end,
			 void (*add)(struct index_list *list, char *string))
{
	struct index_list list = { 0 };
	struct str file;
	char *at, *stop;
	int rc = list_read(making->tree, name, making->options->verbose, &list.arena, &file, making->err);

	if (rc || !file.at) {
		arena_free(&list.arena);
		return rc;
	}
	at = (char *)file.at;
	stop = at + file.length;
	/* the end of a last line may be missing; on a string without one we do not count, like kmod */
	if (end)
		*stop++ = end;
	for (file.length = (size_t)(stop - at); (stop = memchr(at, end, file.length)); at = stop + 1) {
		file.length -= (size_t)(stop + 1 - at);
		*stop = '\0';
		add(&list, at);
	}
	/* modules that stand there twice do no harm */
	return index_list_write(&list, making, !end);
}

int write_builtin_index(const struct making *making)
{
	return write_strings(making, "modules.builtin", '\n', add_module);
}

int write_builtin_alias_index(const struct making *making)
{
	return write_strings(making, "modules.builtin.modinfo", '\0', add_alias);
}
