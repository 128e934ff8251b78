/* SPDX-License-Identifier: 0BSD */
/* Reading all modules of a 2.4 kernel, matching symbols, and writing what came out. */
#include "compat24/depmod24.h"

#include "base/files.h"
#include "base/log.h"
#include "compat24/ksyms24.h"
#include "module/symbols.h"

#include <elf.h>
#include <string.h>
#include <sys/stat.h>

enum { MAP_LIMIT = 64 << 20 };

/* ---- symbols ---- */

/*
 * A name without what insmod alone looks at: GPLONLY_ and the checksum. Modules are matched in spite of different ones:
 * insmod then says what is wrong.
 */
static struct str plain_name(struct depmod24 *depmod, const char *name)
{
	name += str_starts(name, "GPLONLY_") ? 8 : 0;
	return (struct str){ arena_string(depmod->arena, name), plain24(name) };
}

/*
 * What a name in a symbol table exports: that of an entry of __ksymtab, and with `all` every other. Whoever has a name
 * first keeps it.
 */
static void export_add(struct depmod24 *depmod, const char *name, struct file24 *file, bool all)
{
	bool is_entry = str_starts(name, "__ksymtab_");
	void **slot;

	if (!is_entry && !all)
		return;
	slot = map_slot(&depmod->exports, plain_name(depmod, is_entry ? name + 10 : name));
	if (!*slot)
		*slot = file;
}

/* "c0101234 T name" of System.map, or "c0101234 name [module]" of /proc/ksyms. */
static void kernel_line(struct depmod24 *depmod, char *line)
{
	const char *name, *more;

	strsep(&line, " ");
	name = strsep(&line, " \t");
	more = strsep(&line, " \t");
	if (name)
		export_add(depmod, more ? more : name, &depmod->kernel, !more);
}

static int kernel_read(struct depmod24 *depmod, struct err *err)
{
	struct str text = { 0 };
	char *line;
	int rc = depmod->symbols ? file_read(depmod->arena, depmod->symbols, MAP_LIMIT, &text, err) : 0;

	for (line = (char *)text.at; line;)
		kernel_line(depmod, strsep(&line, "\n"));
	export_add(depmod, "__this_module", &depmod->kernel, true);	/* insmod's */
	return rc;
}

/* ---- modules ---- */

/* Without __ksymtab all that is global is exported. */
static void symbols_take(struct depmod24 *depmod, const struct elf *elf, const struct elf_symbols *symbols,
			 struct file24 *file)
{
	struct elf_section section;
	bool has_table = elf_find(elf, "__ksymtab", &section);
	struct elf_symbol symbol;

	for (uint64_t i = 1; i < symbols->count; i++) {
		elf_symbol(elf, symbols, i, &symbol);
		if (!symbol_is_needed(elf, &symbol)) {
			export_add(depmod, symbol.name, file,
				   !has_table && symbol.section && symbol.binding != STB_LOCAL);
			continue;
		}
		depmod->needs = arena_grow(depmod->arena, depmod->needs, depmod->need_count, &depmod->need_capacity,
					   sizeof *depmod->needs);
		depmod->needs[depmod->need_count++] = (struct need24){
			file, plain_name(depmod, symbol.name), symbol.binding == STB_WEAK,
		};
	}
}

static int module_read(struct depmod24 *depmod, struct image *image, struct arena *scratch, struct file24 *file,
		       struct err *err)
{
	struct elf_symbols symbols;
	struct elf elf;
	int rc = image_open(image, path_join(scratch, depmod->base, file->path), scratch, err);

	if (!rc)
		rc = elf_open(&elf, image, err);
	if (!rc)
		rc = elf_symbols_all(&elf, &symbols, err);
	if (!rc) {
		symbols_take(depmod, &elf, &symbols, file);
		maps24_add(&elf, &symbols, file->name, depmod->maps);
	}
	return rc;
}

static void modules_read(struct depmod24 *depmod)
{
	struct image image = { 0 };
	struct arena scratch = { 0 };
	struct err err;

	for (size_t i = 0; i < depmod->tree.count; i++) {
		if (module_read(depmod, &image, &scratch, depmod->tree.at[i], &err))
			log_warn("%s", err.text);
		image_recycle(&image);
		arena_reset(&scratch);
	}
	image_close(&image);
	arena_free(&scratch);
}

static void symbol_blame(const struct depmod24 *depmod, const struct need24 *need, bool *is_blamed)
{
	if (!depmod->errsyms)
		return;
	if (!*is_blamed)
		log_plain("*** Unresolved symbols in %s", need->file->path);
	log_plain("        %s", need->name.at);
	*is_blamed = true;
}

/* modules.dep, from what the files need: that is in the order of the files. Returns how many symbols nobody has. */
static size_t dep_make(struct depmod24 *depmod, struct buf *dep)
{
	const struct need24 *need = depmod->needs, *end = need + depmod->need_count;
	size_t missing = 0;

	for (size_t i = 0; i < depmod->tree.count; i++) {
		const struct file24 *file = depmod->tree.at[i];
		const char *before = "\t";
		bool is_blamed = false;

		buf_format(dep, "%s:", file->path);
		for (; need < end && need->file == file; need++) {
			struct file24 *has = map_get(&depmod->exports, need->name);

			if (!has && !need->weak) {
				missing++;
				symbol_blame(depmod, need, &is_blamed);
			}
			if (!has || has == &depmod->kernel || has == file)
				continue;
			if (depmod->verbose)
				out_format(depmod->verbose, "%s needs \"%s\": %s\n", file->path, need->name.at,
					   has->path);
			if (has->user == file)
				continue;
			has->user = file;
			buf_format(dep, "%s%s", before, has->path);
			before = " \\\n\t";
		}
		buf_string(dep, "\n\n");
	}
	return missing;
}

/* ---- files ---- */

static const char *output_path(struct depmod24 *depmod, const char *what)
{
	return path_join(depmod->arena, depmod->base, conf24_file(depmod->conf, what));
}

static int file_put(struct depmod24 *depmod, const char *what, const struct buf *bytes, struct err *err)
{
	if (!depmod->show)
		return file_replace(output_path(depmod, what), bytes->at, bytes->length, err);
	out_put(depmod->show, bytes->at, bytes->length);
	return 0;
}

/* modules.dep is the last to change. */
static int files_write(struct depmod24 *depmod, const struct buf *dep, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < MAPS24_COUNT; i++) {
		if (maps24[i].header && !rc)
			rc = file_put(depmod, maps24_name(&maps24[i], depmod->arena), &depmod->maps[i], err);
		buf_free(&depmod->maps[i]);
	}
	return rc ? rc : file_put(depmod, "dep", dep, err);
}

/* When a file was last changed; 0 if there is none. */
static time_t changed(const char *path)
{
	struct stat status;

	return stat(path, &status) ? 0 : status.st_mtime;
}

/* Whether modules.dep is at least as young as every module and the configuration. */
static bool is_current(struct depmod24 *depmod)
{
	time_t dep = changed(output_path(depmod, "dep"));

	return dep && depmod->tree.youngest <= dep &&
	       changed(path_join(depmod->arena, depmod->conf->root, "/etc/modules.conf")) <= dep;
}

int depmod24_run(struct depmod24 *depmod, struct err *err)
{
	struct buf dep = { 0 };
	size_t missing;
	int rc;

	depmod->tree.arena = depmod->exports.arena = depmod->arena;
	for (size_t i = 0; i < depmod->file_count; i++)
		tree24_add(&depmod->tree, depmod->files[i]);
	if (!depmod->file_count)
		tree24_walk(&depmod->tree, depmod->conf, depmod->base);
	if (depmod->quick && is_current(depmod))
		return 0;
	rc = kernel_read(depmod, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < MAPS24_COUNT; i++)
		buf_string(&depmod->maps[i], maps24[i].header ? maps24[i].header : "");
	modules_read(depmod);
	missing = dep_make(depmod, &dep);
	rc = files_write(depmod, &dep, err);
	buf_free(&dep);
	return rc ? rc : depmod->strict && missing;
}
