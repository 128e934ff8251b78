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

/* What is known of a target, as "KEY=VALUE" strings with NULs between them; valid until the next target. */
struct facts {
	const struct target *target;
	struct str sources[2];		/* .modinfo as it is, and the signature's in the same form */
	struct parameter *parameters;	/* in the order of their first appearance */
	size_t parameter_count, parameter_capacity;
};

/* Where a walk over all strings of the facts is. { 0 } is the start. */
struct walk {
	size_t source;
	struct str rest;
};

static bool facts_next(const struct facts *facts, struct walk *walk, struct str *key, struct str *value)
{
	while (!modinfo_next(&walk->rest, key, value)) {
		if (walk->source == sizeof facts->sources / sizeof *facts->sources)
			return false;
		walk->rest = facts->sources[walk->source++];
	}
	return true;
}

static void add_text(struct buf *buf, const char *key, struct str value)
{
	buf_string(buf, key);
	buf_char(buf, '=');
	buf_put(buf, value.at, value.length);
	buf_char(buf, '\0');
}

/* Bytes as "0A:1B:...", 20 in a row, the rows indented as scripts know them. */
static void add_bytes(struct buf *buf, const char *key, struct str value)
{
	static const char digits[] = "0123456789ABCDEF";

	buf_string(buf, key);
	buf_char(buf, '=');
	for (size_t i = 0; i < value.length; i++) {
		unsigned char byte = (unsigned char)value.at[i];

		if (i)
			buf_string(buf, i % 20 ? ":" : ":\n\t\t");
		buf_char(buf, digits[byte >> 4]);
		buf_char(buf, digits[byte & 15]);
	}
	buf_char(buf, '\0');
}

static void signature_collect(struct facts *facts, struct image *image, struct buf *buf)
{
	struct signature signature;
	struct err err;
	int rc = signature_read(image, &signature, &err);

	if (rc < 0)
		log_warn("%s", err.text);
	if (rc <= 0)
		return;
	buf_reserve(buf, signature.signer.length + 4 * (signature.key.length + signature.bytes.length) + 128);
	add_text(buf, "sig_id", str_of(signature.id));
	add_text(buf, "signer", signature.signer);
	add_bytes(buf, "sig_key", signature.key);
	add_text(buf, "sig_hashalgo", str_of(signature.hash));
	add_bytes(buf, "signature", signature.bytes);
	facts->sources[1] = (struct str){ buf->at, buf->length };
}

static int file_collect(struct facts *facts, struct image *image, struct buf *buf, struct err *err)
{
	struct elf_section section;
	struct modinfo modinfo;
	struct elf elf;
	int rc = elf_open(&elf, image, err);

	if (rc)
		return rc;
	if (!elf_find(&elf, ".modinfo", &section))
		return err_set(err, ENODATA, "'%s' has no section .modinfo", image->path);
	signature_collect(facts, image, buf); /* now, while its bytes are there: they came with the section headers */
	rc = modinfo_read(&modinfo, &elf, err);
	facts->sources[0] = modinfo.bytes;
	return rc;
}

static int builtin_collect(struct facts *facts, struct moddb *db, struct buf *buf, struct err *err)
{
	struct name_list strings;
	int rc = moddb_builtin_modinfo(db, facts->target->name, &strings, err);

	if (rc == -ENOENT)
		return 0; /* older kernels had modules.builtin only */
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < strings.count; i++)
		buf_put(buf, strings.at[i], strlen(strings.at[i]) + 1);
	facts->sources[0] = (struct str){ buf->at, buf->length };
	return 0;
}

static struct parameter *parameter_slot(struct facts *facts, struct arena *arena, struct map *numbers,
					struct str name)
{
	void **slot = map_slot(numbers, name);

	if (!*slot) {
		facts->parameters = arena_grow(arena, facts->parameters, facts->parameter_count,
					       &facts->parameter_capacity, sizeof *facts->parameters);
		facts->parameters[facts->parameter_count++] = (struct parameter){ .name = name };
		*slot = (void *)(uintptr_t)facts->parameter_count; /* from 1 on: the array may move */
	}
	return &facts->parameters[(uintptr_t)*slot - 1];
}

/* Joins "parm=NAME:DESCRIPTION" and "parmtype=NAME:TYPE"; of several, the last one counts. */
static void parameters_gather(struct facts *facts, struct arena *arena)
{
	struct map numbers = { .arena = arena };
	struct str key, text, name;
	struct walk walk = { 0 };

	while (facts_next(facts, &walk, &key, &text)) {
		bool is_type = str_equal(key, "parmtype");
		struct parameter *parameter;

		if (!is_type && !str_equal(key, "parm"))
			continue;
		if (!memchr(text.at, ':', text.length)) {
			log_error("Found invalid \"%.*s=%.*s\": missing ':'", (int)key.length, key.at,
				  (int)text.length, text.at);
			continue;
		}
		str_cut(&text, ":", &name);
		parameter = parameter_slot(facts, arena, &numbers, name);
		*(is_type ? &parameter->type : &parameter->description) = text;
		*(is_type ? &parameter->is_typed : &parameter->is_described) = true;
	}
}

static void out_str(struct out *out, struct str text)
{
	out_put(out, text.at, text.length);
}

/* "NAME:DESCRIPTION (TYPE)"; `bare` is the form of -p, which keeps a lone type in its brackets. */
static void parameter_print(struct out *out, const struct parameter *parameter, bool bare)
{
	bool brackets = parameter->is_typed && (parameter->is_described || bare);

	out_str(out, parameter->name);
	out_string(out, ":");
	out_str(out, parameter->description);
	if (brackets)
		out_string(out, " (");
	out_str(out, parameter->type);
	if (brackets)
		out_string(out, ")");
}

enum { VALUE_COLUMN = 16 };

/* All fields, "KEY:" filled up to 16 columns. With NULs "KEY=VALUE", but for what clients know with a colon. */
static void print_all(struct out *out, const struct facts *facts, bool nul)
{
	static const char fill[] = ":               ";
	const struct target *target = facts->target;
	char end = nul ? '\0' : '\n';
	struct walk walk = { 0 };
	struct str key, value;

	if (!target->path)
		out_format(out, "%-16s%s%c", "name:", target->name, end);
	out_format(out, "%-16s%s%c", "filename:", target->path ? target->path : "(builtin)", end);
	while (facts_next(facts, &walk, &key, &value)) {
		if (str_equal(key, "parm") || str_equal(key, "parmtype"))
			continue;
		out_str(out, key);
		if (nul)
			out_string(out, "=");
		else
			out_put(out, fill, key.length < VALUE_COLUMN ? VALUE_COLUMN - key.length : 1);
		out_str(out, value);
		out_put(out, &end, 1);
	}
	for (size_t i = facts->parameter_count; i-- > 0;) {
		out_format(out, "%-16s", "parm:");
		parameter_print(out, &facts->parameters[i], false);
		out_put(out, &end, 1);
	}
}

/* The values of one field, without its name. */
static void print_field(struct out *out, const struct facts *facts, const char *field, bool nul)
{
	char end = nul ? '\0' : '\n';
	struct walk walk = { 0 };
	struct str key, value;

	if (!facts->target->path && !strcmp(field, "name"))
		out_format(out, "%s%c", facts->target->name, end);
	if (!strcmp(field, "parm")) {
		for (size_t i = facts->parameter_count; i-- > 0;) {
			parameter_print(out, &facts->parameters[i], true);
			out_put(out, &end, 1);
		}
		return;
	}
	while (facts_next(facts, &walk, &key, &value)) {
		if (!str_equal(key, field))
			continue;
		out_str(out, value);
		out_put(out, &end, 1);
	}
}

/* What all targets share: the files are read with the memory of the one before. */
struct reader {
	struct session *session;
	const struct modinfo_options *options;
	struct moddb *db;		/* by reader_db */
	struct target_list targets;	/* of one argument, in the session's arena */
	struct image image;
	struct arena arena;
	struct buf buf;
};

/* The module directory, which a file does not need. */
static struct moddb *reader_db(struct reader *reader)
{
	const struct modinfo_options *options = reader->options;
	struct session *session = reader->session;

	if (!reader->db)
		reader->db = moddb_open(&session->arena, session_module_dir(session, options->root, options->release));
	return reader->db;
}

static void add_target(struct reader *reader, const char *name, const char *path)
{
	struct target_list *targets = &reader->targets;

	targets->at = arena_grow(&reader->session->arena, targets->at, targets->count, &targets->capacity,
				 sizeof *targets->at);
	targets->at[targets->count++] = (struct target){ name, path };
}

/* The following add what they know of a name, and return whether that is anything. */
static bool add_module(struct reader *reader, const char *name)
{
	const struct module_record *record;
	struct err err;

	if (moddb_module(reader_db(reader), name, &record, &err) <= 0)
		return false;
	add_target(reader, record->name, path_absolute(&reader->session->arena, record->path));
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
	struct name_list names = { 0 };
	struct err err;

	if (moddb_builtin(db, name, &err) > 0) {
		add_target(reader, name_normal(&reader->session->arena, name), NULL);
		return true;
	}
	return moddb_builtin_aliases(db, name, &names, &err) > 0 && add_names(reader, &names);
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
	struct name_list names = { 0 };
	struct err err;

	if (!strchr(alias, ':') && add_module(reader, alias))
		return true;
	if (str_starts(alias, "symbol:") && moddb_symbols(db, alias, &names, &err) > 0)
		return add_names(reader, &names);
	if (moddb_aliases(db, alias, &names, &err) > 0)
		return add_names(reader, &names);
	return add_builtin(reader, alias);
}

/* What an argument means. An unknown one is reported; the words are kmod's. */
static bool targets_find(struct reader *reader, const char *argument)
{
	struct arena *arena = &reader->session->arena;
	bool by_name = reader->options->by_name;
	struct err err;

	reader->targets.count = 0;
	if (by_name) {
		if (!add_name(reader, argument))
			log_error("Module name %s not found.", argument);
	} else if (compressor_module_name(argument, NULL) && file_kind(argument) == FILE_REGULAR) {
		add_target(reader, name_of_path(arena, argument), path_absolute(arena, argument));
	} else if (!alias_normal(arena, argument, &err)) {
		log_error("Module alias %s not found.", argument);
	} else if (!add_alias(reader, argument)) {
		log_error("Module %s not found.", argument);
	}
	return reader->targets.count > 0;
}

/* A compressed file may have been unpacked since the index was made, or the other way round. */
static int open_target(struct reader *reader, const struct target *target, struct err *err)
{
	int rc = image_open(&reader->image, target->path, &reader->arena, err);
	const char *other;

	if (rc != -ENOENT)
		return rc;
	other = moddb_existing_path(&reader->arena, target->path);
	return other ? image_open(&reader->image, other, &reader->arena, err) : rc;
}

static int facts_collect(struct facts *facts, struct reader *reader, struct err *err)
{
	int rc;

	if (!facts->target->path)
		return builtin_collect(facts, reader_db(reader), &reader->buf, err);
	rc = open_target(reader, facts->target, err);
	return rc ? rc : file_collect(facts, &reader->image, &reader->buf, err);
}

/* -p is short for the field "parm". */
static const char *field_wanted(const struct modinfo_options *options)
{
	return options->field && !strcmp(options->field, "parameters") ? "parm" : options->field;
}

static int target_show(struct reader *reader, const struct target *target)
{
	bool nul = reader->options->nul;
	const char *field = field_wanted(reader->options);
	struct out *out = &reader->session->out;
	struct facts facts = { .target = target };
	struct err err;
	int rc;

	if (field && !strcmp(field, "filename")) {
		out_format(out, "%s%c", target->path ? target->path : "(builtin)", nul ? '\0' : '\n');
		return 0;
	}
	rc = facts_collect(&facts, reader, &err);
	if (!field || !strcmp(field, "parm"))
		parameters_gather(&facts, &reader->arena);
	if (field)
		print_field(out, &facts, field, nul);
	else
		print_all(out, &facts, nul);
	if (rc)
		log_error("could not get modinfo from '%s': %s (%s)", target->name, err_words(rc), err.text);
	image_recycle(&reader->image);
	arena_reset(&reader->arena);
	reader->buf.length = 0;
	return rc;
}

static int run(struct session *session, const void *fields, int count, char **operands)
{
	struct reader reader = { .session = session, .options = fields };
	int code = 0;

	if (!count) {
		log_error("missing module or filename.");
		return 1;
	}
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
	{ 'a', OPT_NAME, offsetof(struct modinfo_options, field), "author", NULL, "print only 'author'" },
	{ 'd', OPT_NAME, offsetof(struct modinfo_options, field), "description", NULL,
	  "print only 'description'" },
	{ 'l', OPT_NAME, offsetof(struct modinfo_options, field), "license", NULL, "print only 'license'" },
	{ 'p', OPT_NAME, offsetof(struct modinfo_options, field), "parameters", NULL,
	  "print only 'parm', each with its type" },
	{ 'n', OPT_NAME, offsetof(struct modinfo_options, field), "filename", NULL, "print only 'filename'" },
	{ '0', OPT_FLAG, offsetof(struct modinfo_options, nul), "null", NULL,
	  "end lines with a NUL byte, and write KEY=VALUE" },
	{ 'm', OPT_FLAG, offsetof(struct modinfo_options, by_name), "modname", NULL,
	  "take MODULE as a name only, not as a file or an alias" },
	{ 'F', OPT_TEXT, offsetof(struct modinfo_options, field), "field", "FIELD",
	  "print only the values of FIELD" },
	{ 'k', OPT_TEXT, offsetof(struct modinfo_options, release), "set-version", "RELEASE",
	  "look in the modules of that release, not of the running kernel" },
	{ 'b', OPT_TEXT, offsetof(struct modinfo_options, root), "basedir", "DIR",
	  "look for lib/modules below DIR" },
	{ 0 },
};

const struct applet applet_modinfo = {
	.name = "modinfo",
	.operands = "[OPTION...] MODULE|FILE|ALIAS...",
	.summary = "show what modules say of themselves",
	.options = modinfo_options,
	.options_size = sizeof(struct modinfo_options),
	.run = run,
};
