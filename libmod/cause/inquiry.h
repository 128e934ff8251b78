/* SPDX-License-Identifier: 0BSD */
/* What the rows of the table share: one attempt, and all that was found out about it so far. */
#ifndef CAUSE_INQUIRY_H
#define CAUSE_INQUIRY_H

#include "base/buf.h"
#include "cause/cause.h"
#include "module/elf.h"
#include "module/modinfo.h"
#include "module/symbols.h"

/* /proc/kallsyms of a large kernel has 8 MB. */
enum { SYSTEM_LIMIT = 64 << 20 };

struct inquiry {
	struct buf text;		/* what is said of the cause: not empty, and it is found */
	const char *cause, *remedy;	/* as in struct cause: the row's code, and NULL, if the row sets nothing else */
	const char *name;		/* of the module */
	const char *parts[3];		/* of the last text_match that fitted */
	int code;			/* errno value of the attempt, 0: it did not fail */
	struct image *image;		/* open, or NULL */
	struct attempt attempt;

	struct elf elf;			/* only if damage.code is 0 */
	struct modinfo modinfo;		/* all its strings end in NUL; empty if it could not be read */
	struct err damage;		/* why the file is no module that can be read */
	struct image own, other;	/* the file if nobody has opened it before; tree_module's */
	struct err ignored;
};

/* Opens the file, or notes why that cannot be; a failure of ours is such a reason. Finds the name. In format.c. */
void file_look(struct inquiry *inquiry);

/*
 * A row's function says something if it is its cause, else nothing. Contents of files are said in at most 100 bytes, by
 * "%.100s".
 */
void cause_damage(struct inquiry *inquiry);	/* format.c */
void cause_machine(struct inquiry *inquiry);
void cause_vermagic(struct inquiry *inquiry);
void cause_refused(struct inquiry *inquiry);

void cause_right(struct inquiry *inquiry);	/* system.c */
void cause_disabled(struct inquiry *inquiry);
void cause_calls(struct inquiry *inquiry);
void cause_blacklist(struct inquiry *inquiry);
void cause_lockdown(struct inquiry *inquiry);
void cause_signature(struct inquiry *inquiry);
void cause_memory(struct inquiry *inquiry);
void cause_busy(struct inquiry *inquiry);
void cause_init(struct inquiry *inquiry);

void cause_namespace(struct inquiry *inquiry);	/* symbol.c */
void cause_symbol(struct inquiry *inquiry);
void cause_version(struct inquiry *inquiry);

void cause_value(struct inquiry *inquiry);	/* parameter.c */
void cause_parameter(struct inquiry *inquiry);

/* A remedy for modules of another kernel. */
extern const char cause_rebuild[];

/* text_match for the inquiry: sets its parts. */
bool match(struct inquiry *inquiry, const char *text, const char *pattern);

/*
 * The next record of the log, from number `from` on, that is `pattern` (text_match); of one that begins with ':' the
 * module's name stands before. Returns the number behind it, or 0.
 */
size_t record_find(struct inquiry *inquiry, const char *pattern, size_t from);

/* Says the last record that is `pattern`, if there is one, behind what was said before. */
void record_quote(struct inquiry *inquiry, const char *pattern);

/* All of a file of /proc or /sys, NUL-terminated; "" if it cannot be read, or the attempt is for another kernel. */
struct str system_text(const struct inquiry *inquiry, const char *path);

/* Whether such a file is `pattern` (text_match). */
bool system_match(struct inquiry *inquiry, const char *path, const char *pattern);

/* The file of a module in the tree, but for that of the attempt; valid until the next call. */
bool tree_module(struct inquiry *inquiry, const char *name, struct elf *elf);

/* The value of the first .modinfo string with this key, or "". */
const char *info_text(const struct inquiry *inquiry, const char *key);

/* Whether one of the words, which blanks separate, is `word`. */
bool has_word(const char *words, const char *word);

#endif
