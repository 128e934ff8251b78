/* SPDX-License-Identifier: 0BSD */
/* What the kernel itself exports: two lists that its build leaves behind. */
#include "depmod/kernel_symbols.h"

#include "base/files.h"
#include "base/log.h"
#include "base/str.h"

#include <string.h>

enum { LIST_LIMIT = 256 << 20 };

static void add(struct tree *tree, struct str name, uint32_t crc)
{
	tree->kernel_symbols = arena_grow(tree->arena, tree->kernel_symbols, tree->kernel_count,
					  &tree->kernel_capacity, sizeof *tree->kernel_symbols);
	tree->kernel_symbols[tree->kernel_count++] = (struct kernel_symbol){
		.number = symbol_names_add(&tree->symbols, name.at, name.length),
		.crc = crc,
	};
}

/* "ffffffff82a5d1c4 r __ksymtab_printk" */
static bool map_line(struct tree *tree, struct str line, const char *prefix)
{
	static const char start[] = "__ksymtab_";
	const size_t length = sizeof start - 1;
	struct str address, type;

	if (!str_cut(&line, " ", &address) || !str_cut(&line, " ", &type) || !line.length)
		return false;
	if (prefix && *line.at == *prefix)
		line = (struct str){ line.at + 1, line.length - 1 };
	if (line.length >= length && !memcmp(line.at, start, length))
		add(tree, (struct str){ line.at + length, line.length - length }, 0);
	return true;
}

/* "0x1b97f1a5 printk vmlinux EXPORT_SYMBOL", with tabs; lines of modules and odd ones are passed over */
static void symvers_line(struct tree *tree, struct str line)
{
	struct str crc, name, where;
	unsigned long value;

	if (!str_word(&line, " \t", &crc) || !str_word(&line, " \t", &name) ||
	    !str_word(&line, " \t", &where) || !str_equal(where, "vmlinux"))
		return;
	/* instead of the blank behind it */
	((char *)crc.at)[crc.length] = '\0';
	if (str_number(crc.at, UINT32_MAX, &value))
		add(tree, name, (uint32_t)value);
}

int kernel_symbols_read(struct tree *tree, const char *path, bool is_map, const char *prefix, struct err *err)
{
	struct arena scratch = { 0 };
	struct str lines, line;
	int rc = file_read(&scratch, path, LIST_LIMIT, &lines, err);

	for (unsigned number = 1; !rc && str_cut(&lines, "\n", &line); number++) {
		if (!is_map)
			symvers_line(tree, line);
		else if (!map_line(tree, line, prefix))
			log_error("%s:%u: invalid line: %.*s", path, number, (int)line.length, line.at);
	}
	arena_free(&scratch);
	return rc;
}
