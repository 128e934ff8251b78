/* SPDX-License-Identifier: 0BSD */
/*
 * Links a file of any machine on this one, for the comparison with GNU ld:
 *
 *	place link BASE FILE IMAGE SCRIPT [SYMBOL=VALUE...]   writes the image, and a linker script for ld that puts
 *	                                                      the same at the same addresses; prints the sections
 *	place rows FILE [NUMBER]                              prints an assembler file that has each relocation of the
 *	                                                      machine of FILE that needs no tables, but NUMBER
 */
#include "compat24/arch.h"
#include "compat24/link24.h"
#include "file/image.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;
static struct image image;
static struct elf elf;
static struct link24 module;

static void open_file(const char *path)
{
	struct err err = { 0 };

	if (image_open(&image, path, &arena, &err) || elf_open(&elf, &image, &err) ||
	    link24_open(&module, &elf, &arena, &err))
		errx(1, "%s", err.text);
}

static void define(struct symbol24 *undefined, int count, char **words)
{
	size_t length = strlen(undefined->elf.name);

	for (int i = 0; i < count; i++)
		if (!strncmp(words[i], undefined->elf.name, length) && words[i][length] == '=')
			undefined->elf.value = strtoull(words[i] + length + 1, NULL, 16);
}

static void write_script(const char *path)
{
	FILE *out = fopen(path, "w");

	if (!out)
		err(1, "%s", path);
	for (size_t i = 0; i < module.file.count; i++)
		if (module.symbols[i].place == PLACE24_UNDEFINED)
			fprintf(out, "%s = %#llx;\n", module.symbols[i].elf.name,
				(unsigned long long)module.symbols[i].elf.value);
	fprintf(out, "__this_module = %#llx;\nSECTIONS {\n", (unsigned long long)module.base);
	for (uint32_t i = 1; i < elf.section_count; i++) {
		const struct section24 *section = &module.sections[i];
		unsigned long long address = module.base + section->offset;

		if (!section->is_loaded || !section->elf.size)
			continue;
		fprintf(out, "\t%s %#llx : { *(%s) }\n", section->elf.name, address, section->elf.name);
		if (section->contents)
			printf("%s %llu %llu\n", section->elf.name, (unsigned long long)section->offset,
			       (unsigned long long)section->elf.size);
	}
	fputs("\t/DISCARD/ : { *(*) }\n}\n", out);
	if (fclose(out))
		err(1, "%s", path);
}

static void write_image(const char *path)
{
	FILE *out = fopen(path, "w");

	if (!out)
		err(1, "%s", path);
	fwrite(module.bytes, 1, module.size, out);
	if (fclose(out))
		err(1, "%s", path);
}

static void link_file(int count, char **words)
{
	struct err err = { 0 };

	open_file(words[1]);
	module.name = "test";
	for (size_t i = 0; i < module.file.count; i++)
		if (module.symbols[i].place == PLACE24_UNDEFINED)
			define(&module.symbols[i], count - 4, words + 4);
	if (link24_layout(&module, &err) || link24_relocate(&module, strtoull(words[0], NULL, 16), &err))
		errx(1, "%s", err.text);
	write_image(words[2]);
	write_script(words[3]);
}

/* A symbol that fits into the row: those of the command line have as many bits as their names say. */
static void print_row(const struct row24 *row, unsigned number)
{
	unsigned reach = row->bits + row->shift;
	const char *target = reach >= 32 ? "bits31" : reach >= 24 ? "bits23" : reach >= 16 ? "bits15" :
			     reach >= 12 ? "bits11" : "bits7";

	printf("\t.balign 8\n.L%u:\n", number);
	if (row->value != ABSOLUTE && reach < 20)	/* too near for another section */
		printf("\t.reloc .L%u, %s%.13s, .L%u + 16\n", number, module.arch->prefix, row->name, number);
	else if (row->value != ABSOLUTE)
		printf("\t.reloc .L%u, %s%.13s, near + 16\n", number, module.arch->prefix, row->name);
	else
		printf("\t.reloc .L%u, %s%.13s, %s + 8\n", number, module.arch->prefix, row->name, target);
	printf("\t.space 24\n");
}

static void print_rows(unsigned left_out)
{
	const struct arch24 *arch = module.arch;

	puts("\t.data");
	for (unsigned i = 0; i < arch->row_count; i++) {
		const struct row24 *row = &arch->rows[i];

		if ((row->value != ABSOLUTE && row->value != RELATIVE && row->value != CALL) || row->number == left_out)
			continue;
		if (!elf.is64 && (row->width == 8 || row->shift > 30))
			continue;
		print_row(row, i);
	}
}

int main(int count, char **words)
{
	if (count >= 6 && !strcmp(words[1], "link")) {
		link_file(count - 2, words + 2);
	} else if (count >= 3 && !strcmp(words[1], "rows")) {
		open_file(words[2]);
		print_rows(count > 3 ? (unsigned)atoi(words[3]) : 0);
	} else {
		return 2;
	}
	return 0;
}
