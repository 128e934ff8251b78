/* SPDX-License-Identifier: 0BSD */
/* The table of causes, and the way through it. */
#include "cause/cause.h"

#include "base/files.h"
#include "cause/inquiry.h"

#include <errno.h>
#include <string.h>

/* When a row is asked: a load or a removal failed, --explain only thinks of one, or a load worked. */
enum { FAILED = 1, FORETOLD = 2, WORKED = 4, FILE_ONLY = 8 /* and the file can be read as a module */ };

/* In the order in which they are asked: of several that fit, the first is what the kernel stumbled over. */
static const struct row {
	const char *code;
	void (*find)(struct inquiry *inquiry);
	unsigned char when;
	unsigned char errors[6];	/* errno values that it can stand for; none: all */
} rows[] = {
	{ "memory", cause_memory, FAILED, { ENOMEM } },
	{ "format", cause_damage, FAILED | FORETOLD, { 0 } },
	{ "forbidden", cause_disabled, FAILED | FORETOLD, { EPERM } },
	{ "permission", cause_right, FAILED, { EPERM } },
	{ "busy", cause_busy, FAILED, { EAGAIN, EBUSY, EEXIST, ETXTBSY } },
	{ "lockdown", cause_lockdown, FAILED | FORETOLD | FILE_ONLY, { EPERM } },
	{ "signature", cause_signature, FAILED | FORETOLD | FILE_ONLY, { EKEYREJECTED, ENOKEY, EBADMSG, ENOPKG } },
	{ "machine", cause_machine, FAILED | FORETOLD | FILE_ONLY, { ENOEXEC } },
	{ "forbidden", cause_blacklist, FAILED | FORETOLD | FILE_ONLY, { EPERM } },
	{ "vermagic", cause_vermagic, FAILED | FORETOLD | FILE_ONLY, { ENOEXEC } },
	{ "symbol", cause_namespace, FAILED | FILE_ONLY, { EINVAL } },
	{ "version", cause_version, FAILED | FORETOLD | FILE_ONLY, { EINVAL, ENOEXEC, ESRCH } },
	{ "symbol", cause_symbol, FAILED | FORETOLD | FILE_ONLY, { ENOENT } },
	{ "parameter", cause_value, FAILED | FORETOLD | FILE_ONLY, { EINVAL, ERANGE, ENOENT } },
	{ "parameter", cause_parameter, FORETOLD | WORKED | FILE_ONLY, { 0 } },
	{ "format", cause_refused, FAILED | FILE_ONLY, { ENOEXEC } },
	{ "missing", cause_calls, FAILED, { ENOSYS } },
	{ "init", cause_init, FAILED, { 0 } },
};

bool match(struct inquiry *inquiry, const char *text, const char *pattern)
{
	return text_match(text, pattern, inquiry->attempt.arena, inquiry->parts);
}

size_t record_find(struct inquiry *inquiry, const char *pattern, size_t from)
{
	const struct attempt *attempt = &inquiry->attempt;
	size_t length = *pattern == ':' ? strlen(inquiry->name) : 0;

	while (attempt->log && from < attempt->log->records.count) {
		const char *text = attempt->log->records.at[from++];

		if (!strncmp(text, inquiry->name, length) && match(inquiry, text + length, pattern))
			return from;
	}
	return 0;
}

void record_quote(struct inquiry *inquiry, const char *pattern)
{
	size_t last = 0, place = 0;

	while ((place = record_find(inquiry, pattern, place)))
		last = place;
	if (last)
		buf_format(&inquiry->text, "; the log says '%.100s'",
			   inquiry->attempt.log->records.at[last - 1]);
}

const char *info_text(const struct inquiry *inquiry, const char *key)
{
	struct str value;

	return modinfo_value(&inquiry->modinfo, key, &value) ? value.at : "";
}

struct str system_text(const struct inquiry *inquiry, const char *path)
{
	const struct attempt *attempt = &inquiry->attempt;
	struct str text;

	if (!attempt->kernel ||
	    file_read(attempt->arena, path_join(attempt->arena, attempt->kernel->root, path), SYSTEM_LIMIT, &text,
		      NULL))
		return str_of("");
	return text;
}

bool system_match(struct inquiry *inquiry, const char *path, const char *pattern)
{
	return match(inquiry, system_text(inquiry, path).at, pattern);
}

bool tree_module(struct inquiry *inquiry, const char *name, struct elf *elf)
{
	const struct attempt *attempt = &inquiry->attempt;
	const struct module_record *record;

	image_close(&inquiry->other);
	return moddb_module(attempt->db, name, &record, NULL) > 0 && strcmp(record->path, attempt->path) &&
	       !image_open(&inquiry->other, record->path, attempt->arena, &inquiry->ignored) &&
	       !elf_open(elf, &inquiry->other, &inquiry->ignored);
}

static void rows_ask(struct inquiry *inquiry, unsigned when, struct cause *out)
{
	bool is_module = inquiry->image && !inquiry->damage.code;

	for (const struct row *row = rows; !inquiry->text.length && row < rows + sizeof rows / sizeof *rows; row++) {
		if (!(row->when & when) || (row->when & FILE_ONLY && !is_module))
			continue;
		if (inquiry->code && *row->errors && !memchr(row->errors, inquiry->code, sizeof row->errors))
			continue;
		inquiry->cause = row->code;
		inquiry->remedy = NULL;
		row->find(inquiry);
		*out = (struct cause){ inquiry->cause, NULL, inquiry->remedy, row->when & WORKED };
	}
}

bool cause_find(const struct attempt *attempt, struct cause *out)
{
	struct inquiry inquiry = { .attempt = *attempt };
	struct buf shown = { 0 };

	if (attempt->err && attempt->err->cause) {
		*out = (struct cause){ attempt->err->cause, attempt->err->text, NULL, false };
		return true;
	}
	if (attempt->log)
		kmsg_read(attempt->log, attempt->arena);
	if (attempt->err)
		inquiry.code = attempt->err->code;
	else if (attempt->log && !attempt->log->records.count)
		return false;
	file_look(&inquiry);
	rows_ask(&inquiry, attempt->err ? FAILED : attempt->log ? WORKED : FORETOLD, out);
	for (size_t i = 0; i < inquiry.text.length; i++) {
		unsigned char byte = (unsigned char)inquiry.text.at[i];

		buf_format(&shown, byte < ' ' || byte == 0x7f ? "\\x%02x" : "%c", byte);
	}
	out->text = arena_string(attempt->arena, buf_text(&shown));
	buf_free(&shown);
	buf_free(&inquiry.text);
	image_close(&inquiry.own);
	image_close(&inquiry.other);
	return *out->text;
}
