/* SPDX-License-Identifier: 0BSD */
/* What the kernel itself exports: two lists that its build leaves behind. */
#include "depmod/kernel_symbols.h"

#include "base/files.h"
#include "base/log.h"
#include "base/str.h"

#include <errno.h>
#include <string.h>

#define KSYMTAB "__ksymtab_"

enum { LIST_LIMIT = 256 << 20 };

static struct str str_from(struct str text, size_t start)
{
	return (struct str){ text.at + start, text.length - start };
}

static bool str_begins(struct str text, const char *start)
{
	return text.length >= strlen(start) && !memcmp(text.at, start, strlen(start));
}

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
static int map_line(struct tree *tree, struct str line, char prefix)
{
	struct str address, type;

	if (!str_cut(&line, " ", &address) || !str_cut(&line, " ", &type) || !line.length)
		return -EINVAL;
	if (prefix && *line.at == prefix)
		line = str_from(line, 1);
	if (str_begins(line, KSYMTAB))
		add(tree, str_from(line, strlen(KSYMTAB)), 0);
	return 0;
}

int kernel_symbols_of_map(struct tree *tree, const char *path, char prefix, struct err *err)
{
	struct arena scratch = { 0 };
	struct str lines, line;
	int rc = file_read(&scratch, path, LIST_LIMIT, &lines, err);

	for (unsigned number = 1; !rc && str_cut(&lines, "\n", &line); number++)
		if (map_line(tree, line, prefix))
			log_error("%s:%u: invalid line: %.*s", path, number, (int)line.length, line.at);
	arena_free(&scratch);
	return rc;
}

/* "0x1b97f1a5 printk vmlinux EXPORT_SYMBOL", with tabs; lines of modules and odd ones are passed over */
static void symvers_line(struct tree *tree, struct str line)
{
	struct str crc, name, where;
	unsigned long value;
	char digits[16];

	if (!str_word(&line, " \t", &crc) || !str_word(&line, " \t", &name) ||
	    !str_word(&line, " \t", &where) || !str_equal(where, "vmlinux") || crc.length >= sizeof digits)
		return;
	memcpy(digits, crc.at, crc.length);
	digits[crc.length] = '\0';
	if (str_number(digits, UINT32_MAX, &value))
		add(tree, name, (uint32_t)value);
}

int kernel_symbols_of_symvers(struct tree *tree, const char *path, struct err *err)
{
	struct arena scratch = { 0 };
	struct str lines, line;
	int rc = file_read(&scratch, path, LIST_LIMIT, &lines, err);

	while (!rc && str_cut(&lines, "\n", &line))
		symvers_line(tree, line);
	arena_free(&scratch);
	return rc;
}
