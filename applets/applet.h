/* SPDX-License-Identifier: 0BSD */
/* What one command is: a row that main.c finds by argv[0]. */
#ifndef APPLET_H
#define APPLET_H

#include "base/opt.h"
#include "base/words.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>

struct applet {
	const char *name;
	const char *of;		/* "kmod" for its command `kmod list`; NULL for a program of its own */
	const char *page;	/* its file in applets/help; NULL: as the name */
	const struct opt *options;	/* ended by a row of zeros */
	unsigned short options_size;	/* of the struct that their fields lie in; zeroed before parsing */
	bool takes_release;	/* an operand may name a kernel: "2.4.37" chooses Linux 2.4's command on any system */
	const char *environment;	/* variable whose words go before the arguments; may be NULL */

	/* Its own commands, ended by NULL: `kmod list`. A first argument that is no option names one. */
	const struct applet *const *commands;

	/*
	 * Does it, with `count` operands. Returns the exit code, 0 or 1; it has printed its own messages.
	 * main.c then flushes and checks the output.
	 */
	int (*run)(struct session *session, const void *options, int count, char **operands);
};

/* applets/NAME.c defines applet_NAME; the list is the Makefile's APPLETS. Ended by NULL; in main.c. */
extern const struct applet *const applets[];

/* The program under its own name. */
extern const struct applet applet_kmodbox;

/* Runs a command as main does, with its own options and under its own name; returns its exit code. */
int applet_run(struct session *session, const struct applet *applet, struct words arguments);

#endif
