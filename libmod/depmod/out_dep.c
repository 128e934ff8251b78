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

/* "PATH: PATH PATH" without an end of the line. */
static void put_deps(struct closure *closure, const struct module *module, struct buf *out)
{
	buf_string(out, module->shown);
	buf_char(out, ':');
	closure_find(closure, module);
	for (size_t i = 0; i < closure->count; i++) {
		buf_char(out, ' ');
		buf_string(out, closure->tree->modules[closure->places[i]]->shown);
	}
}

static int put_lines(const struct making *making, struct buf *out, char end)
{
	const struct tree *tree = making->tree;
	struct arena scratch = { 0 };
	struct closure closure;

	closure_open(&closure, tree, &scratch);
	for (size_t i = 0; i < tree->count && out->length <= DEP_LIMIT; i++) {
		put_deps(&closure, tree->modules[i], out);
		buf_char(out, end);
	}
	arena_free(&scratch);
	return out->length <= DEP_LIMIT ? 0 :
		err_set(making->err, EFBIG, "no index can hold all that the modules need");
}

int write_dep(const struct making *making)
{
	return put_lines(making, making->out, '\n');
}

int write_dep_index(const struct making *making)
{
	const struct tree *tree = making->tree;
	struct index_list list = { 0 };
	struct buf lines = { 0 };
	const char *line;
	int rc = put_lines(making, &lines, '\0');

	if (!rc) {
		line = lines.at;
		for (uint32_t i = 0; i < tree->count; i++) {
			index_list_add(&list, tree->modules[i]->name, line, i);
			line += strlen(line) + 1;
		}
		rc = index_list_write(&list, making, false);
	}
	buf_free(&lines);
	return rc;
}
