/* SPDX-License-Identifier: 0BSD */
/*
 * modprobe.d(5) and the kernel command line, read once and in one pass. A directive is a row of the table in
 * directives.c. Everything lies in one arena; lists are in the order in which the lines were read.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "base/names.h"
#include "base/out.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a line came from, for messages and for explanations. */
struct origin {
	const char *file;	/* borrowed from the config's arena, or "/proc/cmdline" */
	unsigned line;		/* from 1: the first of continued lines; 0 where lines mean nothing */
};

/* One directive as read: of `alias A M` name is A, text is M; of `options M o` M and o; of `blacklist M` M and "". */
struct entry {
	const char *name;	/* normal form (module/name.h); may be a pattern in alias, install, remove, forbid */
	const char *text;	/* what follows, as written but for escapes; "" if nothing */
	struct origin origin;
	uint32_t start;		/* of the name: directives.c */
};

struct entry_list {
	struct entry *at;
	size_t count, capacity;
	uint64_t starts;	/* a bit for each start there is: most names have another one */
};

/* `softdep NAME pre: ... post: ...`: names of modules or aliases as written, dashes too. */
struct softdep {
	struct name_list pre, post;
};

/* A file that is not read, because one of the same name comes first. */
struct masked_file {
	const char *path, *by;
};

struct masked_list {
	struct masked_file *at;
	size_t count, capacity;
};

struct config {
	struct arena *arena;
	const char *cmdline;	/* what config_complete will read; NULL: nothing, or it has */
	struct softdep **answers;	/* of softdep_matching: of each line of softdeps, NULL if not asked yet */
	struct masked_list masked;
	struct name_list files;		/* that were looked at, folders too; they may not be there */
	struct name_list paths;		/* those to read */
	struct entry_list aliases, options, blacklists, installs, removes, weakdeps, softdeps, forbids;
};

/* Where to look. Zeroed members but for `root` are left out. */
struct config_sources {
	const char *root;		/* prefix of the five folders and of /proc/cmdline; "" on a real system */
	const char *const *paths;	/* -C: files and folders in place of the five */
	size_t path_count;
	const char *module_dir;		/* its modules.softdep is read too */
	bool weakdeps;			/* its modules.weakdep as well: only `modprobe -c` shows them */
};

/*
 * Finds the files, and reads none yet: the folders in order of precedence, where a file masks those of the same base
 * name in later folders; what is left, sorted by base name. Cannot fail: a folder that is not there is nothing.
 */
void config_find(struct config *config, const struct config_sources *sources, struct arena *arena);

/* Reads them. Cannot fail: a bad line is a warning with file and line, a file that cannot be read is a warning. */
void config_read(struct config *config);

/*
 * Then the kernel command line, at the first call. What it has, options and blacklists, is only asked of modules that
 * there are: most names that the kernel asks for stand for none.
 */
void config_complete(struct config *config);

/* The first entry whose name is `name` (normal form), or NULL. */
const struct entry *entry_named(const struct entry_list *list, const char *name);

/* The first entry whose name, as a pattern, matches `name`, or NULL. */
const struct entry *entry_matching(const struct entry_list *list, const char *name);

/*
 * What the first softdep line says whose name, as a pattern, matches `name`: as with kmod, later ones do not count.
 * NULL if there is none. A line is taken apart once, at the first question: then all lines must have been read.
 */
const struct softdep *softdep_matching(struct config *config, const char *name);

/* All directives, as `modprobe -c` prints them. */
void config_print(const struct config *config, struct out *out);

/*
 * The lines of one file (base/lines.h). `text` is borrowed for as long as the config, which makes its strings in it,
 * and needs one byte behind it. Exported for explanations, and the fuzzer.
 */
void config_parse(struct config *config, struct str text, const char *file);

#endif
