/* SPDX-License-Identifier: 0BSD */
/* What modprobe only shows: its configuration, and the symbols of a module. */
#include "modprobe_show.h"

#include "base/files.h"
#include "base/log.h"
#include "module/elf.h"
#include "module/symbols.h"

#include <errno.h>

static int alias_show(void *context, const char *key, const struct index_value *value)
{
	out_format(context, "alias %s %s\n", key, value->value);
	return 0;
}

int config_show(struct session *session, struct config *config, struct moddb *db)
{
	struct out *out = &session->out;

	config_complete(config);
	config_print(config, out);
	out_string(out, "\n# End of configuration files. Dumping indexes now:\n\n");
	moddb_dump_aliases(db, alias_show, out);
	moddb_dump_symbols(db, alias_show, out);
	return 0;
}

/* The names point into the image, some into the struct: it stays until the program ends. */
static int symbols_read(struct image *image, struct arena *arena, const char *path, bool exports,
			struct symbol_list *out, struct err *err)
{
	struct elf elf;
	int rc = image_open(image, path, arena, err);

	if (!rc)
		rc = elf_open(&elf, image, err);
	if (!rc)
		rc = (exports ? symbols_exported : symbols_versions)(&elf, arena, out, err);
	if (!rc && !out->count)
		rc = err_set(err, ENODATA, "%s", err_words(ENODATA));
	return rc;
}

int symbols_show(struct session *session, struct moddb *db, const char *name, bool exports)
{
	const struct module_record *record;
	struct symbol_list symbols = { 0 };
	struct image image = { 0 };
	const char *path = name;
	struct err err;

	if (file_kind(name) == FILE_UNKNOWN) {
		if (moddb_module(db, name, &record, NULL) <= 0) {
			log_fatal("Module %s not found.", name);
			return 1;
		}
		path = record->path;
	}
	if (symbols_read(&image, &session->arena, path, exports, &symbols, &err)) {
		log_fatal("could not get %s of %s: %s", exports ? "symbols" : "modversions", name, err.text);
		return 1;
	}
	for (size_t i = 0; i < symbols.count; i++)
		out_format(&session->out, "0x%08llx\t%s\n", (unsigned long long)symbols.at[i].crc, symbols.at[i].name);
	return 0;
}
