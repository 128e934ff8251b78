/* SPDX-License-Identifier: 0BSD */
/*
 * A log, a module's name and its parameters of any bytes: lines "NAME", "PARAMETERS", the strings of .modinfo (as one
 * line, NUL bytes written as '|'), then bytes of /dev/kmsg. Asked is why a good file was refused with each errno value.
 */
#include "base/log.h"
#include "cause/cause.h"
#include "cause/inquiry.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int errors[] = { 0, EINVAL, ENOENT, ENOEXEC, ERANGE };

static const char *line_take(struct arena *arena, struct str *text)
{
	struct str line = { 0 };

	str_cut(text, "\n", &line);
	return arena_copy(arena, line.at, line.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena arena = { 0 };
	struct kmsg log = { .fd = -1 };
	const char *parts[3];
	char *info;

	log_set_level(LOG_LEVEL_NONE);
	struct attempt attempt = {
		.arena = &arena,
		.db = moddb_open(&arena, "/nowhere/at/all"),
		.path = "",
		.log = &log,
		.name = line_take(&arena, &text),
		.params = line_take(&arena, &text),
	};
	struct inquiry inquiry = { .attempt = attempt, .name = attempt.name };

	info = (char *)line_take(&arena, &text);
	inquiry.modinfo.bytes = str_of(info);
	for (char *at = info; *at; at++)
		if (*at == '|')
			*at = '\0';
	kmsg_parse(text, &arena, &log.records);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		inquiry.code = errors[i];
		cause_value(&inquiry);
		cause_namespace(&inquiry);
		cause_refused(&inquiry);
		cause_damage(&inquiry);
		inquiry.text.length = 0;
	}
	cause_parameter(&inquiry);
	inquiry.attempt.log = NULL;
	cause_parameter(&inquiry);
	buf_free(&inquiry.text);
	for (size_t i = 0; i < log.records.count; i++)
		if (text_match(log.records.at[i], "%;%", &arena, parts) &&
		    strlen(parts[0]) + strlen(parts[1]) + 1 != strlen(log.records.at[i]))
			abort();
	moddb_close(attempt.db);
	arena_free(&arena);
	return 0;
}
