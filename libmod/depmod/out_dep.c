/* SPDX-License-Identifier: 0BSD */
/*
 * modules.dep and modules.dep.bin: what each module needs, all of it, the nearest first.
 *
 *	kernel/fs/btrfs/btrfs.ko: kernel/lib/raid6/raid6_pq.ko kernel/crypto/xor.ko ...
 *
 * The index holds the same lines under the modules' names.
 */
#include "depmod/index_list.h"
#include "depmod/outputs_table.h"
#include "depmod/resolve.h"

#include <errno.h>
#include <string.h>

/* An index cannot be larger; and a tree of many long chains could ask for much more. */
enum { DEP_LIMIT = 256 << 20 };

static int too_large(struct err *err)
{
	return err_set(err, EFBIG, "the modules need each other so much that no index can hold it");
}

/* "PATH: PATH PATH" without an end of the line. */
static void put_line(struct closure *closure, const struct module *module, struct buf *out)
{
	buf_string(out, module->shown);
	buf_char(out, ':');
	closure_find(closure, module);
	for (size_t i = 0; i < closure->count; i++) {
		buf_char(out, ' ');
		buf_string(out, closure->tree->modules[closure->places[i]]->shown);
	}
}

int write_dep(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	struct arena scratch = { 0 };
	struct closure closure;

	(void)options;
	closure_open(&closure, tree, &scratch);
	for (size_t i = 0; i < tree->count && out->length <= DEP_LIMIT; i++) {
		put_line(&closure, tree->modules[i], out);
		buf_char(out, '\n');
	}
	arena_free(&scratch);
	return out->length > DEP_LIMIT ? too_large(err) : 0;
}

int write_dep_index(const struct tree *tree, const struct output_options *options, struct buf *out, struct err *err)
{
	struct index_list list = { 0 };
	struct closure closure;
	struct buf lines = { 0 };
	const char *line;
	int rc;

	(void)options;
	closure_open(&closure, tree, &list.arena);
	for (size_t i = 0; i < tree->count && lines.length <= DEP_LIMIT; i++) {
		put_line(&closure, tree->modules[i], &lines);
		buf_char(&lines, '\0');
	}
	/* the lines do not move any more */
	line = lines.at;
	for (size_t i = 0; i < tree->count && lines.length <= DEP_LIMIT; i++) {
		index_list_add(&list, tree->modules[i]->name, line, (uint32_t)i);
		line += strlen(line) + 1;
	}
	rc = lines.length > DEP_LIMIT ? too_large(err) : 0;
	if (!rc)
		rc = index_list_write(&list, NULL, out, err);
	arena_free(&list.arena);
	buf_free(&lines);
	return rc;
}
