/* SPDX-License-Identifier: 0BSD */
/*
 * modprobe.d(5) and the kernel command line, read once and in one pass. A directive is one file and one row of
 * the table in config.c. Everything lies in one arena; lists are in the order in which the lines were read.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/out.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a line came from, for messages and for explanations. */
struct origin {
	const char *file;	/* borrowed from the config's arena, or "/proc/cmdline" */
	unsigned line;		/* from 1: the first of continued lines; 0 where lines mean nothing */
};

/* One directive as read: of `alias A M` name is A, text is M; of `options M o` M and o; of `blacklist M` M and "". */
struct entry {
	const char *name;	/* normal form (module/name.h); may be a pattern in alias, install, remove, forbid */
	bool is_pattern;
	const char *text;	/* what follows, as written but for escapes; "" if nothing */
	struct origin origin;
};

struct entry_list {
	struct entry *at;
	size_t count, capacity;
};

/* Names of modules or aliases as written, dashes too. */
struct word_list {
	const char **at;
	size_t count, capacity;
};

/*
 * `softdep NAME pre: ... post: ...`. A line is cut into words when somebody asks for it: depmod writes a file of more
 * than fifty, and one run needs few of them.
 */
struct softdep {
	const char *name;	/* normal form; may be a pattern */
	bool is_pattern;
	struct str rest;	/* what follows the name; empty once pre and post were cut from it */
	struct word_list pre, post;
	struct origin origin;
};

/* Every module of every plan is looked for in it, so plain names are found by a map. */
struct softdep_list {
	struct arena *arena;
	struct softdep **at;
	size_t count, capacity;
	struct map plain;	/* name -> place in `at`, from 1, of the first such line */
	size_t pattern_count;
};

struct config {
	struct arena *arena;
	struct entry_list aliases, options, blacklists, installs, removes, weakdeps, forbids;
	struct softdep_list softdeps;
};

/* Where to look. Zeroed members are left out. */
struct config_sources {
	const char *root;		/* prefix of the five folders and of /proc/cmdline; "" on a real system */
	const char *const *paths;	/* -C: files and folders in place of the five */
	size_t path_count;
	const char *module_dir;		/* its modules.softdep is read too */
	bool weakdeps;			/* its modules.weakdep as well: only `modprobe -c` shows them */
};

/*
 * Reads everything: the folders in order of precedence, where a file masks those of the same base name in later
 * folders; what is left, sorted by base name; then the kernel command line. Cannot fail: a bad line is a warning with
 * file and line, a file that cannot be read is a warning, a folder that is not there is nothing.
 */
void config_read(struct config *config, const struct config_sources *sources, struct arena *arena);

/* The first entry whose name is `name` (normal form), or NULL. */
const struct entry *entry_named(const struct entry_list *list, const char *name);

/* The first entry whose name, as a pattern, matches `name`, or NULL. */
const struct entry *entry_matching(const struct entry_list *list, const char *name);

/*
 * The first softdep line whose name, as a pattern, matches `name`, or NULL: as with kmod, later ones do not count.
 * Its pre and post are filled then.
 */
const struct softdep *softdep_matching(const struct softdep_list *list, const char *name);

/* A row of the table of directives. */
struct directive {
	const char *keyword;

	/* Takes the rest of a line after the keyword. Returns 0, or -EINVAL for a bad line. */
	int (*parse)(struct config *config, struct str rest, struct origin origin);

	/* Prints all of its kind as `modprobe -c` does. */
	void (*print)(const struct config *config, struct out *out);
};

/* In the order of `modprobe -c`, ended by NULL. */
extern const struct directive *const config_directives[];

/* All directives, as `modprobe -c` prints them. */
void config_print(const struct config *config, struct out *out);

/* The lines of one file (config/lines.h); `text` is borrowed for as long as the config. Exported for the fuzzer. */
void config_parse(struct config *config, struct str text, const char *file);

#endif
