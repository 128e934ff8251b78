/* SPDX-License-Identifier: 0BSD */
/*
 * Why a module could not be loaded or removed, or could not be if somebody tried. Nothing here prints.
 *
 *	code		means, in short
 *
 *	missing		the file, the module directory of this kernel, or its support for modules is not there
 *	permission	whoever asks has not the right
 *	compression	the file cannot be unpacked
 *	format		the file is no module, or damaged
 *	machine		it is for another processor
 *	forbidden	a forbid line, kernel.modules_disabled or module_blacklist= stand against it
 *	signature	it is not signed as this kernel wants it
 *	lockdown	the kernel is locked down
 *	vermagic	it is for another kernel, or for one with other settings
 *	symbol		it needs a symbol that nobody here exports, or may not use it
 *	version		it needs a symbol as it was in another kernel
 *	parameter	a parameter has a name or a value that the module does not know
 *	busy		it is there already, in use, or on its way
 *	memory		there is not enough
 *	command		the command of an install or remove line failed
 *	init		none of these: its own init function said no
 *
 * What is known is asked in this order, cheap before dear: what the failing place itself has told (err_cause), the
 * kernel's log, the file, the system. So a loader of our own, that of Linux 2.4, ends with
 *	return err_cause(err, "symbol", err_set(err, ENOENT, "'printk_R1234' is in no module that is loaded"));
 * and its words stand behind "cause: symbol: " as they are.
 *
 * A cause is a row of the table in cause.c, and a function.
 */
#ifndef CAUSE_CAUSE_H
#define CAUSE_CAUSE_H

#include "base/arena.h"
#include "base/err.h"
#include "cause/kmsg.h"
#include "file/image.h"
#include "index/moddb.h"
#include "base/names.h"
#include "kernel/kernel.h"

#include <stdbool.h>

/* An attempt that failed, or that --explain only thinks of. All borrowed; what may be NULL is then not known. */
struct attempt {
	struct arena *arena;		/* for everything that is found */
	struct kernel *kernel;		/* the running one; NULL: it is meant for another one */
	struct moddb *db;		/* the modules of that kernel */
	struct kmsg *log;		/* opened before the attempt; may be NULL */
	struct image *image;		/* the open file; NULL: `path` is opened */
	const char *path;		/* NULL: the module was to be removed */
	const char *name;		/* of the module, normal form; NULL: the file knows */
	const char *params;		/* may be NULL */
	unsigned flags;			/* LOAD_... */
	const struct err *err;		/* how it failed; NULL: it worked (`log` is there), or was not tried */
	const struct name_list *before;	/* modules that will be there by then; may be NULL */
};

struct cause {
	const char *code;	/* a word of the table above: stable, for scripts */
	const char *text;	/* in words and values, one line; control bytes as \xNN */
	const char *remedy;	/* the step that mends it, or NULL */
	bool is_note;		/* the module loads, but one of its parameters is unknown */
};

/*
 * Finds the cause. Returns false if none is known: possible for removals, and where nothing failed. Without `err` it is
 * asked what would fail; with a log, whether the kernel had a remark on a load that worked.
 */
bool cause_find(const struct attempt *attempt, struct cause *out);

#endif
