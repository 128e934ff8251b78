/* SPDX-License-Identifier: 0BSD */
/*
 * modinfo: what modules say of themselves. An argument becomes targets (files or built-in modules), a target becomes
 * facts, and a printer shows the facts.
 */
#include "applet.h"
#include "base/files.h"
#include "base/log.h"
#include "base/map.h"
#include "file/compressor.h"
#include "module/elf.h"
#include "module/modinfo.h"
#include "module/name.h"
#include "module/signature.h"

#include <errno.h>
#include <string.h>

struct modinfo_options {
	const char *field;	/* of -F, or the name of its short form; the last one wins */
	const char *root, *release;
	bool nul, by_name;
};

/* A module that was asked for. */
struct target {
	const char *name;
	const char *path;	/* NULL: built in */
};

struct target_list {
	struct target *at;
	size_t count, capacity;
};

/* A "parm" and the "parmtype" of the same name. */
struct parameter {
	struct str name, description, type;
	bool is_described, is_typed;
};

/* What all targets share: the files are read with the memory of the one before. */
struct reader {
	struct session *session;
	const struct modinfo_options *options;
	const char *field;		/* NULL: all */
	char end;			/* of lines */
	struct moddb *db;		/* by reader_db */
	struct target_list targets;	/* of one argument, in the session's arena */

	/* of one target: */
	struct image image;
	struct arena arena;
	struct buf buf;
	struct str facts[2];		/* "KEY=VALUE" strings: .modinfo as it is, and the signature's in the same form */
};

/* Where a walk over all facts is. { 0 } is the start. */
struct walk {
	size_t source;
	struct str rest;
};

static bool facts_next(const struct reader *reader, struct walk *walk, struct str *key, struct str *value)
{
	while (!modinfo_next(&walk->rest, key, value)) {
		if (walk->source == sizeof reader->facts / sizeof *reader->facts)
			return false;
		walk->rest = reader->facts[walk->source++];
	}
	return true;
}

/* ---- collecting ---- */

static void add_text(struct buf *buf, const char *key, struct str value)
{
	buf_string(buf, key);
	buf_put(buf, value.at, value.length);
	buf_char(buf, '\0');
}

/* Bytes as "0A:1B:...", 20 in a row, the rows indented as scripts know them. */
static void add_bytes(struct buf *buf, const char *key, struct str value)
{
	static const char digits[] = "0123456789ABCDEF";

	buf_string(buf, key);
	for (size_t i = 0; i < value.length; i++) {
		unsigned char byte = (unsigned char)value.at[i];

		if (i)
			buf_string(buf, i % 20 ? ":" : ":\n\t\t");
		buf_char(buf, digits[byte >> 4]);
		buf_char(buf, digits[byte & 15]);
	}
	buf_char(buf, '\0');
}

static void signature_collect(struct reader *reader)
{
	struct buf *buf = &reader->buf;
	struct signature signature;
	struct err err;
	int rc = signature_read(&reader->image, &signature, &err);

	if (rc < 0)
		log_warn("%s", err.text);
	if (rc <= 0)
		return;
	add_text(buf, "sig_id=", str_of(signature.id));
	add_text(buf, "signer=", signature.signer);
	add_bytes(buf, "sig_key=", signature.key);
	add_text(buf, "sig_hashalgo=", str_of(signature.hash));
	add_bytes(buf, "signature=", signature.bytes);
	reader->facts[1] = (struct str){ buf->at, buf->length };
}

/* A compressed file may have been unpacked since the index was made, or the other way round. */
static int file_collect(struct reader *reader, const char *path, struct err *err)
{
	struct elf_section section;
	struct modinfo modinfo;
	struct elf elf;
	int rc = image_open(&reader->image, path, &reader->arena, err);

	if (rc == -ENOENT) {
		path = moddb_existing_path(&reader->arena, path);
		if (path)
			rc = image_open(&reader->image, path, &reader->arena, err);
	}
	if (!rc)
		rc = elf_open(&elf, &reader->image, err);
	if (rc)
		return rc;
	if (!elf_find(&elf, ".modinfo", &section))
		return err_set(err, ENODATA, "'%s' has no section .modinfo", reader->image.path);
	signature_collect(reader); /* now, while its bytes are there: they came with the section headers */
	rc = modinfo_read(&modinfo, &elf, err);
	reader->facts[0] = modinfo.bytes;
	return rc;
}

/* The module directory, which a file does not need. */
static struct moddb *reader_db(struct reader *reader)
{
	const struct modinfo_options *options = reader->options;
	struct session *session = reader->session;

	if (!reader->db)
		reader->db = moddb_open(&session->arena, session_module_dir(session, options->root, options->release));
	return reader->db;
}

/* Older kernels had modules.builtin only. */
static int builtin_collect(struct reader *reader, const char *name, struct err *err)
{
	struct name_list strings;
	int rc = moddb_builtin_modinfo(reader_db(reader), name, &strings, err);

	for (size_t i = 0; i < strings.count; i++)
		add_text(&reader->buf, strings.at[i], (struct str){ 0 });
	reader->facts[0] = (struct str){ reader->buf.at, reader->buf.length };
	return rc < 0 && rc != -ENOENT ? rc : 0;
}

/* ---- printing ---- */

static void out_str(struct out *out, struct str text)
{
	out_put(out, text.at, text.length);
}

/* "NAME:DESCRIPTION (TYPE)"; the form of -p keeps a lone type in its brackets. */
static void parameter_print(const struct reader *reader, const struct parameter *parameter)
{
	bool brackets = parameter->is_typed && (parameter->is_described || reader->field);
	struct out *out = &reader->session->out;

	if (!reader->field)
		out_format(out, "%-16s", "parm:");
	out_str(out, parameter->name);
	out_string(out, ":");
	out_str(out, parameter->description);
	if (brackets)
		out_string(out, " (");
	out_str(out, parameter->type);
	if (brackets)
		out_string(out, ")");
	out_put(out, &reader->end, 1);
}

/*
 * Joins "parm=NAME:DESCRIPTION" and "parmtype=NAME:TYPE", of several the last one, and prints them, as kmod does,
 * from the name that appeared last to the first.
 */
static void parameters_print(struct reader *reader)
{
	struct arena *arena = &reader->arena;
	struct map by_name = { .arena = arena };
	struct parameter **list = NULL;
	size_t count = 0, capacity = 0;
	struct str key, text, name;
	struct walk walk = { 0 };

	while (facts_next(reader, &walk, &key, &text)) {
		bool is_type = str_equal(key, "parmtype");
		struct parameter *parameter;
		void **slot;

		if (!is_type && !str_equal(key, "parm"))
			continue;
		if (!memchr(text.at, ':', text.length)) {
			log_error("Found invalid \"%.*s=%.*s\": missing ':'", (int)key.length, key.at,
				  (int)text.length, text.at);
			continue;
		}
		str_cut(&text, ":", &name);
		slot = map_slot(&by_name, name);
		if (!*slot) {
			list = arena_grow(arena, list, count, &capacity, sizeof *list);
			list[count++] = *slot = arena_alloc(arena, sizeof *parameter);
		}
		parameter = *slot;
		parameter->name = name;
		*(is_type ? &parameter->type : &parameter->description) = text;
		*(is_type ? &parameter->is_typed : &parameter->is_described) = true;
	}
	while (count)
		parameter_print(reader, list[--count]);
}

enum { VALUE_COLUMN = 16 };

/* A line that is not from the module. With -0 too, clients know them with a colon. */
static void own_print(const struct reader *reader, const char *key, const char *text)
{
	struct out *out = &reader->session->out;

	if (!reader->field)
		out_format(out, "%s%-*s", key, VALUE_COLUMN - (int)strlen(key), ":");
	else if (strcmp(reader->field, key))
		return;
	out_format(out, "%s%c", text, reader->end);
}

/* The values of a field, or of all, "KEY:" filled up to 16 columns. With NULs "KEY=VALUE". */
static void facts_print(struct reader *reader)
{
	static const char fill[] = ":               ";
	struct out *out = &reader->session->out;
	const char *field = reader->field;
	struct walk walk = { 0 };
	struct str key, value;

	while (facts_next(reader, &walk, &key, &value)) {
		if (str_equal(key, "parm") || (field ? !str_equal(key, field) : str_equal(key, "parmtype")))
			continue;
		if (!field) {
			out_str(out, key);
			out_put(out, reader->end ? fill : "=",
				reader->end && key.length < VALUE_COLUMN ? VALUE_COLUMN - key.length : 1);
		}
		out_str(out, value);
		out_put(out, &reader->end, 1);
	}
	if (!field || !strcmp(field, "parm"))
		parameters_print(reader);
}

static int target_show(struct reader *reader, const struct target *target)
{
	struct err err;
	int rc;

	if (!target->path)
		own_print(reader, "name", target->name);
	own_print(reader, "filename", target->path ? target->path : "(builtin)");
	if (reader->field && !strcmp(reader->field, "filename"))
		return 0;
	rc = target->path ? file_collect(reader, target->path, &err) : builtin_collect(reader, target->name, &err);
	facts_print(reader);
	if (rc)
		log_error("could not get modinfo from '%s': %s (%s)", target->name, err_words(rc), err.text);
	image_recycle(&reader->image);
	arena_reset(&reader->arena);
	reader->buf.length = 0;
	memset(reader->facts, 0, sizeof reader->facts);
	return rc;
}

/* ---- what an argument means ---- */

static void add_target(struct reader *reader, const char *name, const char *path)
{
	struct arena *arena = &reader->session->arena;
	struct target *target = arena_add(arena, &reader->targets, sizeof *target);

	*target = (struct target){ name, path ? path_absolute(arena, path) : NULL };
}

/* The following add what they know of a name, and return whether that is anything. */
static bool add_module(struct reader *reader, const char *name)
{
	const struct module_record *record;

	if (moddb_module(reader_db(reader), name, &record, NULL) <= 0)
		return false;
	add_target(reader, record->name, record->path);
	return true;
}

static bool add_names(struct reader *reader, const struct name_list *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (!add_module(reader, names->at[i]))
			add_target(reader, names->at[i], NULL);
	return names->count > 0;
}

/* A module that is built in, by its name or an alias. */
static bool add_builtin(struct reader *reader, const char *name)
{
	struct moddb *db = reader_db(reader);
	struct name_list names;

	if (moddb_builtin(db, name, NULL) > 0) {
		add_target(reader, name_normal(&reader->session->arena, name), NULL);
		return true;
	}
	return moddb_builtin_aliases(db, name, &names, NULL) > 0 && add_names(reader, &names);
}

/* For -m, as kmod: a name ends at its first dot, so "ext4.ko" is one; aliases of built-in modules count as names. */
static bool add_name(struct reader *reader, const char *argument)
{
	const char *name = arena_copy(&reader->session->arena, argument, strcspn(argument, "."));

	return add_module(reader, name) || add_builtin(reader, name);
}

/* All modules that a name or an alias stands for, by the first source that knows it. No configuration is read. */
static bool add_alias(struct reader *reader, const char *alias)
{
	struct moddb *db = reader_db(reader);
	struct name_list names;

	if (!strchr(alias, ':') && add_module(reader, alias))
		return true;
	if ((str_starts(alias, "symbol:") && moddb_symbols(db, alias, &names, NULL) > 0) ||
	    moddb_aliases(db, alias, &names, NULL) > 0)
		return add_names(reader, &names);
	return add_builtin(reader, alias);
}

/* What an argument means. An unknown one is reported; the words are kmod's. */
static bool targets_find(struct reader *reader, const char *argument)
{
	struct arena *arena = &reader->session->arena;
	const char *alias = alias_normal(arena, argument);

	reader->targets.count = 0;
	if (reader->options->by_name) {
		if (!alias || !add_name(reader, alias))
			log_error("Module name %s not found.", argument);
	} else if (compressor_module_name(argument, NULL) && file_kind(argument) == FILE_REGULAR) {
		add_target(reader, name_of_path(arena, argument), argument);
	} else if (!alias) {
		log_error("Module alias %s not found.", argument);
	} else if (!add_alias(reader, alias)) {
		log_error("Module %s not found.", argument);
	}
	return reader->targets.count > 0;
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	const struct modinfo_options *options = fields;
	struct reader reader = {
		.session = session,
		.options = options,
		.field = options->field,
		.end = options->nul ? '\0' : '\n',
	};
	int code = !count;

	if (!count)
		log_error("missing module or filename.");
	if (reader.field && !strcmp(reader.field, "parameters"))
		reader.field = "parm";	/* -p is short for that */
	for (int i = 0; i < count; i++) {
		if (!targets_find(&reader, operands[i]))
			code = 1;
		for (size_t j = 0; j < reader.targets.count; j++)
			if (target_show(&reader, &reader.targets.at[j]))
				code = 1;
	}
	image_close(&reader.image);
	arena_free(&reader.arena);
	buf_free(&reader.buf);
	return code;
}

static const struct opt modinfo_options[] = {
	{ 'a', OPT_NAME, offsetof(struct modinfo_options, field), "author" },
	{ 'd', OPT_NAME, offsetof(struct modinfo_options, field), "description" },
	{ 'l', OPT_NAME, offsetof(struct modinfo_options, field), "license" },
	{ 'p', OPT_NAME, offsetof(struct modinfo_options, field), "parameters" },
	{ 'n', OPT_NAME, offsetof(struct modinfo_options, field), "filename" },
	{ '0', OPT_FLAG, offsetof(struct modinfo_options, nul), "null" },
	{ 'm', OPT_FLAG, offsetof(struct modinfo_options, by_name), "modname" },
	{ 'F', OPT_TEXT, offsetof(struct modinfo_options, field), "field" },
	{ 'k', OPT_TEXT, offsetof(struct modinfo_options, release), "set-version" },
	{ 'b', OPT_TEXT, offsetof(struct modinfo_options, root), "basedir" },
	{ 0 },
};

const struct applet applet_modinfo = {
	.name = "modinfo",
	.options = modinfo_options,
	.options_size = sizeof(struct modinfo_options),
	.run = run,
};
