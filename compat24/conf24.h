/* SPDX-License-Identifier: 0BSD */
/*
 * /etc/modules.conf, the configuration of modprobe, depmod and insmod on Linux 2.4 (modules.conf(5) of modutils):
 *
 *	[add] alias|options|above|below|probe|probeall NAME TEXT	the last line counts; with add it is appended
 *	[pre-|post-]install|remove NAME COMMAND
 *	[add] prune FILE...		path[TAG]=FOLDER	depfile=FILE, insmod_opt=WORDS and so on
 *	define NAME TEXT		include FILE		keep
 *	if TEST, elseif TEST, else, endif
 *
 * In all but commands, what the shell would replace is replaced, by the shell; # begins a comment. What modutils had
 * compiled in, aliases above all, is there before the first line.
 */
#ifndef COMPAT24_CONF24_H
#define COMPAT24_CONF24_H

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/out.h"

#include <stdbool.h>
#include <stddef.h>

/* In the order of the keywords in conf24.c; the last two have none. */
enum conf24_kind {
	CONF24_ALIAS, CONF24_PROBE, CONF24_PROBEALL, CONF24_OPTIONS, CONF24_ABOVE, CONF24_BELOW,
	CONF24_PRE_INSTALL, CONF24_INSTALL, CONF24_POST_INSTALL, CONF24_PRE_REMOVE, CONF24_REMOVE, CONF24_POST_REMOVE,
	CONF24_DEFINE, CONF24_PRUNE,
	CONF24_STAYS,		/* `options -k NAME`: not for autoclean */
	CONF24_SETTING,		/* `NAME=VALUE`: name and text */
	CONF24_PATH,		/* `path[TAG]=FOLDER`: text is "path[TAG]", name is FOLDER */
};

/* `alias eth0 ne`: name is eth0, text is ne. */
struct entry24 {
	struct entry24 *next;		/* in the order of the file */
	enum conf24_kind kind;
	const char *name, *text;
};

/* Set the first four before conf24_read; the rest is zeroed. */
struct conf24 {
	struct arena *arena;
	const char *root;		/* stands before the files that are read; "" on a real system */
	const char *release;		/* what `uname -r` in the file means */
	bool autoclean;			/* what `if -k` asks for */

	struct entry24 *entries, **end;	/* the first; where the next one goes */
	struct map index;		/* kind and name -> entry */

	const char *defines;		/* for the shell: NAME="TEXT" of each define, one a line */
	unsigned char ifs[20];		/* of the file, and of the open ones in it, whether their lines count */
	unsigned if_count, file_count, path_count;
};

/*
 * Reads `file`, or for NULL /etc/modules.conf, where there may be none, or its old name. A bad line is a warning. Only
 * files of root, or of the caller, are read. Returns 0, or -errno with err set if `file` cannot be read.
 */
int conf24_read(struct conf24 *conf, const char *file, struct err *err);

/* The entry of that kind and name, or NULL. */
const struct entry24 *conf24_find(const struct conf24 *conf, enum conf24_kind kind, const char *name);

/* The text of that entry, cut into words when used; "" if there is none. */
const char *conf24_text(const struct conf24 *conf, enum conf24_kind kind, const char *name);

/* The word for a kind: "pre-install". */
const char *conf24_keyword(enum conf24_kind kind);

/* Where "modules.WHAT" of the release lies: the setting WHATfile, or its place in /lib/modules/RELEASE. */
const char *conf24_file(const struct conf24 *conf, const char *what);

/* All of it in its own language, for modprobe -c. */
void conf24_print(const struct conf24 *conf, struct out *out);

/*
 * What the shell makes of `text`: variables, of define lines too, commands in backquotes, patterns of paths. It is not
 * asked if there is nothing to replace, or only `uname -r` and `kernelversion`, which are the configuration's own.
 */
char *expand24(const struct conf24 *conf, char *text);

#endif
