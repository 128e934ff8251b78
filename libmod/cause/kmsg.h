/* SPDX-License-Identifier: 0BSD */
/*
 * The kernel's log (the kernel's Documentation/ABI/testing/dev-kmsg): each read of /dev/kmsg gives one record,
 *
 *	6,1234,98765,-;brd: unknown parameter 'x' ignored
 *	 DEVICE=+block:ram0
 *
 * priority and facility, number, microseconds, flags, maybe more; then the text, with control bytes as \x0a. Lines
 * that begin with a blank belong to the record.
 */
#ifndef CAUSE_KMSG_H
#define CAUSE_KMSG_H

#include "base/arena.h"
#include "base/str.h"
#include "base/names.h"

#include <stdbool.h>

/* Zeroed: not opened yet. Closed by the end of the process. */
struct kmsg {
	int fd;				/* -1: it cannot be read */
	bool is_open;
	struct name_list records;	/* their texts, oldest first */
};

/*
 * From here on: opens "ROOT/dev/kmsg" behind its last record, by one open and one seek. The second call only forgets
 * the records that were read. Cannot fail.
 */
void kmsg_open(struct kmsg *log, struct arena *arena, const char *root);

/* To be called before a command runs: it does not inherit the log. (For O_CLOEXEC, too, musl makes two calls.) */
void kmsg_keep(const struct kmsg *log);

/* Adds what came since then, or since the last call, to the records; nothing if the log cannot be read. */
void kmsg_read(struct kmsg *log, struct arena *arena);

/* Adds the texts in bytes that were read. Exported for the fuzzer. */
void kmsg_parse(struct str text, struct arena *arena, struct name_list *out);

/*
 * Whether the text is `pattern`, where each '%' (at most three) stands for any bytes up to what follows it in the
 * pattern: these become `parts`, in the arena. At the end of the pattern a text may go on.
 */
bool text_match(const char *text, const char *pattern, struct arena *arena, const char *parts[3]);

#endif
