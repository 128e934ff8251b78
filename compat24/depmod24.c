/* SPDX-License-Identifier: 0BSD */
/* Reading all modules of a 2.4 kernel, matching symbols, and writing what came out. */
#include "compat24/depmod24.h"

#include "base/files.h"
#include "base/log.h"
#include "compat24/ksyms24.h"

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
	name = own24(name);
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
	return rc;
}

/* ---- modules ---- */

/* Without __ksymtab all that is global is exported. */
static void symbols_take(struct depmod24 *depmod, const struct link24 *link, struct file24 *file)
{
	bool has_table = link24_section(link, "__ksymtab");

	for (const struct symbol24 *symbol = link->symbols; symbol < link->symbols_end; symbol++) {
		const char *name = symbol->elf.name;
		struct need24 *need;

		if (symbol->place != PLACE24_UNDEFINED) {
			export_add(depmod, name, file, !has_table && symbol->elf.binding != STB_LOCAL);
			continue;
		}
		need = *depmod->end = arena_alloc(depmod->arena, sizeof *need);
		depmod->end = &need->next;
		need->file = file;
		need->name = plain_name(depmod, name);
		need->weak = symbol->elf.binding == STB_WEAK;
	}
}

static int module_read(struct depmod24 *depmod, struct image *image, struct arena *scratch, struct file24 *file,
		       struct err *err)
{
	struct link24 link;
	struct elf elf;
	int rc = image_open(image, path_join(scratch, depmod->base, file->path), scratch, err);

	if (!rc)
		rc = elf_open(&elf, image, err);
	if (!rc)
		rc = link24_read(&link, &elf, scratch, err);
	if (!rc) {
		symbols_take(depmod, &link, file);
		maps24_add(&link, file->name, depmod->outputs);
	}
	return rc;
}

static void modules_read(struct depmod24 *depmod)
{
	struct image image = { 0 };
	struct arena scratch = { 0 };
	struct err err;

	for (struct file24 *file = depmod->tree.files; file; file = file->next) {
		if (module_read(depmod, &image, &scratch, file, &err))
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
static size_t dep_make(struct depmod24 *depmod)
{
	struct buf *dep = &depmod->outputs[MAPS24_COUNT].bytes;
	const struct need24 *need = depmod->needs;
	size_t missing = 0;

	for (const struct file24 *file = depmod->tree.files; file; file = file->next) {
		const char *before = "\t";
		bool is_blamed = false;

		buf_format(dep, "%s:", file->path);
		for (; need && need->file == file; need = need->next) {
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

static int output_put(struct depmod24 *depmod, const struct output24 *output, struct err *err)
{
	const struct buf *bytes = &output->bytes;

	if (!depmod->show)
		return file_replace(output_path(depmod, output->what), bytes->at, bytes->length, err);
	out_put(depmod->show, bytes->at, bytes->length);
	return 0;
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
	size_t missing;
	int rc;

	depmod->tree.arena = depmod->exports.arena = depmod->arena;
	depmod->end = &depmod->needs;
	depmod->outputs[MAPS24_COUNT].what = "dep";
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
		if (maps24[i].header)
			maps24_begin(&maps24[i], depmod->arena, &depmod->outputs[i]);
	modules_read(depmod);
	missing = dep_make(depmod);
	/* modules.dep is the last to change */
	for (size_t i = 0; i <= MAPS24_COUNT; i++) {
		if (depmod->outputs[i].what && !rc)
			rc = output_put(depmod, &depmod->outputs[i], err);
		buf_free(&depmod->outputs[i].bytes);
	}
	return rc ? rc : depmod->strict && missing;
}
