/* SPDX-License-Identifier: 0BSD */
/*
 * One module directory and all questions to it. Each of the five tables below is an index: that of a .bin file, or
 * one that is made in memory from the next form of the same knowledge.
 */
#include "index/moddb.h"

#include "base/files.h"
#include "base/log.h"
#include "base/map.h"
#include "file/compressor.h"
#include "index/builtin.h"
#include "index/closure.h"
#include "index/depfile.h"
#include "index/index_write.h"
#include "index/scan.h"
#include "index/textalias.h"
#include "module/name.h"

#include <errno.h>
#include <string.h>

/* no text file is read that is larger; modules.alias of Debian has 1.4 MB */
#define TEXT_LIMIT ((size_t)64 << 20)

enum { TABLE_MODULES, TABLE_ALIASES, TABLE_SYMBOLS, TABLE_BUILTINS, TABLE_BUILTIN_ALIASES, TABLE_COUNT };

/* The forms of a table, the best first. */
enum form { FORM_UNASKED, FORM_BINARY, FORM_TEXT, FORM_TREE, FORM_NONE };

/* Where a table comes from. */
static const struct source {
	const char *binary, *text;
	void (*read_text)(struct str text, struct arena *arena, struct index_entries *out);
	void (*read_tree)(const struct scan *scan, struct index_entries *out);	/* NULL: files do not tell */
} sources[TABLE_COUNT] = {
	[TABLE_MODULES] = { "modules.dep.bin", "modules.dep", depfile_read, scan_read_paths },
	[TABLE_ALIASES] = { "modules.alias.bin", "modules.alias", textalias_read, scan_read_aliases },
	[TABLE_SYMBOLS] = { "modules.symbols.bin", "modules.symbols", textalias_read, scan_read_symbols },
	[TABLE_BUILTINS] = { "modules.builtin.bin", "modules.builtin", builtin_read, NULL },
	[TABLE_BUILTIN_ALIASES] = { "modules.builtin.alias.bin", "modules.builtin.modinfo", builtin_read_aliases,
				    NULL },
};

struct table {
	const struct source *source;
	enum form form;
	int failure;		/* why the last form that was tried is not there: -errno */
	struct index index;
};

struct moddb {
	struct arena *arena;
	const char *dir;
	struct index_values values;	/* of the question that was asked last */
	struct scan *scan;		/* made when the first table needs it */
	struct map records;		/* what moddb_module answered: name -> struct module_record, or no_record */
	struct map lines;		/* the same for what a module needs itself; not used with FORM_BINARY */
	struct module_record no_record;
	struct str builtin_modinfo;	/* the file; at is NULL until it was read */
	bool was_looked_for, exists;
	struct table tables[TABLE_COUNT];
};

struct moddb *moddb_open(struct arena *arena, const char *dir)
{
	struct moddb *db = arena_alloc(arena, sizeof *db);

	db->arena = arena;
	db->dir = dir;
	db->records.arena = arena;
	db->lines.arena = arena;
	for (size_t i = 0; i < TABLE_COUNT; i++)
		db->tables[i].source = &sources[i];
	return db;
}

const char *moddb_dir(const struct moddb *db)
{
	return db->dir;
}

void moddb_close(struct moddb *db)
{
	struct arena *arena = db->arena;
	const char *dir = db->dir;

	for (size_t i = 0; i < TABLE_COUNT; i++)
		index_close(&db->tables[i].index);
	*db = *moddb_open(arena, dir);
}

bool moddb_exists(struct moddb *db)
{
	if (!db->was_looked_for)
		db->exists = file_kind(db->dir) == FILE_FOLDER;
	db->was_looked_for = true;
	return db->exists;
}

/* Looks through the tree, once. */
static int scan_make(struct moddb *db, const char *missing, struct err *err)
{
	struct scan *scan;
	int rc;

	if (db->scan)
		return 0;
	scan = arena_alloc(db->arena, sizeof *scan);
	rc = scan_tree(scan, db->dir, db->arena, err);
	if (rc)
		return rc;
	db->scan = scan;
	log_notice("'%s' has no usable %s: searching all its modules; depmod would make one", db->dir, missing);
	return 0;
}

/* Collects what an index is made of, from the table's text or from the tree. */
static int entries_read(struct moddb *db, const struct table *table, struct index_entries *out, struct err *err)
{
	const struct source *source = table->source;
	struct str text;
	int rc = 0;

	if (table->form == FORM_TEXT) {
		rc = file_read(db->arena, path_join(db->arena, db->dir, source->text), TEXT_LIMIT, &text, err);
		if (!rc)
			source->read_text(text, db->arena, out);
	} else if (source->read_tree) {
		rc = scan_make(db, source->binary, err);
		if (!rc)
			source->read_tree(db->scan, out);
	}
	return rc;
}

/* Makes an index in memory. */
static int index_make(struct moddb *db, struct table *table, struct err *err)
{
	struct index_entries entries = { 0 };
	struct buf buf = { 0 };
	int rc = entries_read(db, table, &entries, err);

	if (!rc)
		rc = index_write(entries.at, entries.count, &buf, err);
	if (!rc)
		rc = index_open_bytes(&table->index, arena_copy(db->arena, buf.at, buf.length), buf.length, err);
	buf_free(&buf);
	return rc;
}

/* Goes on to the next form of a table that can be opened. Returns 0, or -errno if there is none. */
static int table_advance(struct moddb *db, struct table *table, struct err *err)
{
	const struct source *source = table->source;
	struct err why;

	index_close(&table->index);
	while (table->form < FORM_TREE) {
		int rc;

		if (++table->form == FORM_BINARY)
			rc = index_open(&table->index, path_join(db->arena, db->dir, source->binary), db->arena, &why);
		else
			rc = index_make(db, table, &why);
		if (!rc)
			return 0;
		if (rc != -ENOENT)
			log_debug("%s", why.text);
		table->failure = rc;
	}
	table->form = FORM_NONE;
	return err_set(err, -table->failure, "'%s' has no usable %s", db->dir, source->binary);
}

/* Opens a table at the first question. */
static int table_ready(struct moddb *db, struct table *table, struct err *err)
{
	return table->form == FORM_UNASKED || table->form == FORM_NONE ? table_advance(db, table, err) : 0;
}

/* The form that was asked is damaged: goes on to the next one. */
static int table_reject(struct moddb *db, struct table *table, struct err *err)
{
	log_debug("'%s/%s' is damaged", db->dir,
		  table->form == FORM_BINARY ? table->source->binary : table->source->text);
	table->failure = -EINVAL;
	return table_advance(db, table, err);
}

/* index_find or index_search */
typedef int (*question)(struct index *index, const char *key, struct arena *arena, struct index_values *out);

/*
 * Asks a table, in its next form if this one turns out to be damaged. Returns the number of values, which are then
 * in db->values until the next question, or -errno.
 */
static int table_ask(struct moddb *db, int which, question ask, const char *key, struct err *err)
{
	struct table *table = &db->tables[which];
	int rc = table_ready(db, table, err);

	while (!rc) {
		db->values.count = 0;
		rc = ask(&table->index, key, db->arena, &db->values);
		if (rc == -E2BIG)
			return err_set(err, E2BIG, "'%.64s...' is too long a name", key);
		if (rc >= 0)
			return rc;
		rc = table_reject(db, table, err);
	}
	return rc;
}

/* The line of modules.dep of a module, as a record. Returns 1, 0 if there is none, or -errno. */
static int line_find(struct moddb *db, const char *name, struct arena *arena, struct module_record *out,
		     struct err *err)
{
	int rc;

	while ((rc = table_ask(db, TABLE_MODULES, index_find, name, err)) > 0) {
		if (!depfile_record(db->values.at[0].value, db->dir, arena, out)) {
			out->name = name;
			return 1;
		}
		rc = table_reject(db, &db->tables[TABLE_MODULES], err);
		if (rc)
			return rc;
	}
	return rc;
}

/* Adds the path of the module `name` to the dependencies, unless it is there or not known. */
static void dependency_add(struct moddb *db, struct name_list *paths, const char *name)
{
	struct module_record needed;

	if (line_find(db, name_normal(db->arena, name), db->arena, &needed, NULL) <= 0)
		return;
	for (size_t i = 0; i < paths->count; i++)
		if (!strcmp(paths->at[i], needed.path))
			return;
	names_add(paths, db->arena, needed.path);
}

/* What a module's own file says about what it needs. A file that cannot be read needs nothing. */
static void needs_find(struct moddb *db, struct module_record *record)
{
	struct name_list paths = { 0 }, needs = { 0 }, owners;

	scan_needs(record->path, db->arena, &needs);
	for (size_t i = 0; i < needs.count; i++)
		if (!str_starts(needs.at[i], "symbol:"))
			dependency_add(db, &paths, needs.at[i]);
		else if (moddb_symbols(db, needs.at[i], &owners, NULL) > 0)
			dependency_add(db, &paths, owners.at[0]);
	record->deps = paths.at;
	record->dep_count = paths.count;
}

/* What a module needs itself. It is never forgotten: maybe it was read from the module's file. */
static const struct module_record *direct_record(struct moddb *db, const char *name)
{
	struct module_record *record = map_get(&db->lines, str_of(name));

	if (!record) {
		name = arena_string(db->arena, name);
		record = arena_alloc(db->arena, sizeof *record);
		if (line_find(db, name, db->arena, record, NULL) <= 0)
			record = &db->no_record;
		else if (db->tables[TABLE_MODULES].form == FORM_TREE)
			needs_find(db, record);
		*map_slot(&db->lines, str_of(name)) = record;
	}
	return record == &db->no_record ? NULL : record;
}

/* The complete record of a module, however complete the lines of the table are. Returns 1, 0 or -errno. */
static int record_find(struct moddb *db, const char *name, struct module_record *out, struct err *err)
{
	const struct module_record *direct;
	int rc = line_find(db, name, db->records.arena, out, err);

	if (rc <= 0 || db->tables[TABLE_MODULES].form == FORM_BINARY)
		return rc;
	direct = direct_record(db, name);
	if (!direct)
		return 0;
	*out = *direct;
	closure_complete(out, direct_record, db, db->records.arena);
	return 1;
}

int moddb_module(struct moddb *db, const char *name, const struct module_record **out, struct err *err)
{
	struct arena *arena = db->records.arena;
	const char *normal = name_normal(arena, name);
	void **slot = map_slot(&db->records, str_of(normal));

	if (!*slot) {
		struct module_record *record = arena_alloc(arena, sizeof *record);
		int rc = record_find(db, normal, record, err);

		if (rc < 0)
			return rc;
		*slot = rc ? record : &db->no_record;
	}
	*out = *slot;
	return *slot != &db->no_record;
}

void moddb_forget(struct moddb *db, struct arena *arena)
{
	db->records = (struct map){ .arena = arena };
}

/* The names of all modules that a table has for an alias, each once. Returns their number or -errno. */
static int names_find(struct moddb *db, const char *alias, struct name_list *out, struct err *err, int which)
{
	struct map seen = { .arena = db->arena };
	int rc = table_ask(db, which, index_search, alias, err);

	*out = (struct name_list){ 0 };
	for (int i = 0; i < rc; i++) {
		const char *name = arena_string(db->arena, db->values.at[i].value);

		if (rc == 1 || map_add(&seen, name))
			names_add(out, db->arena, name);
	}
	return rc < 0 ? rc : (int)out->count;
}

int moddb_aliases(struct moddb *db, const char *alias, struct name_list *out, struct err *err)
{
	return names_find(db, alias, out, err, TABLE_ALIASES);
}

int moddb_symbols(struct moddb *db, const char *symbol_alias, struct name_list *out, struct err *err)
{
	return names_find(db, symbol_alias, out, err, TABLE_SYMBOLS);
}

int moddb_builtin_aliases(struct moddb *db, const char *alias, struct name_list *out, struct err *err)
{
	return names_find(db, alias, out, err, TABLE_BUILTIN_ALIASES);
}

int moddb_builtin(struct moddb *db, const char *name, struct err *err)
{
	int rc = table_ask(db, TABLE_BUILTINS, index_find, name_normal(db->arena, name), err);

	return rc > 0 ? 1 : rc;
}

int moddb_builtin_modinfo(struct moddb *db, const char *name, struct name_list *out, struct err *err)
{
	const char *path = path_join(db->arena, db->dir, "modules.builtin.modinfo");
	int rc = 0;

	*out = (struct name_list){ 0 };
	if (!db->builtin_modinfo.at)
		rc = file_read(db->arena, path, TEXT_LIMIT, &db->builtin_modinfo, err);
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	builtin_strings(db->builtin_modinfo, name_normal(db->arena, name), db->arena, out);
	return (int)out->count;
}

const char *moddb_existing_path(struct arena *arena, const char *path)
{
	static const char *const suffixes[] = { ".ko", ".ko.gz", ".ko.xz", ".ko.zst" };
	size_t stem;

	if (!compressor_module_name(path, &stem))
		return NULL;
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		const char *other = arena_format(arena, "%.*s%s", (int)stem, path, suffixes[i]);

		if (strcmp(other, path) && file_kind(other) == FILE_REGULAR)
			return other;
	}
	return NULL;
}

static int ignore_value(void *context, const char *key, const struct index_value *value)
{
	(void)context;
	(void)key;
	(void)value;
	return 0;
}

/* Dumps a table in the first form that is whole: each is walked once before a line of it is shown. */
static int table_dump(struct moddb *db, int which,
		      int (*each)(void *, const char *key, const struct index_value *), void *context)
{
	struct table *table = &db->tables[which];
	int rc = table_ready(db, table, NULL);

	while (!rc && index_dump(&table->index, ignore_value, NULL))
		rc = table_reject(db, table, NULL);
	return rc ? rc : index_dump(&table->index, each, context);
}

int moddb_dump_aliases(struct moddb *db, int (*each)(void *, const char *key, const struct index_value *),
		       void *context)
{
	return table_dump(db, TABLE_ALIASES, each, context);
}

int moddb_dump_symbols(struct moddb *db, int (*each)(void *, const char *key, const struct index_value *),
		       void *context)
{
	return table_dump(db, TABLE_SYMBOLS, each, context);
}
