/* SPDX-License-Identifier: 0BSD */
/*
 * Command line options as data. The rules are getopt_long's: operands and options mixed, unambiguous abbreviations,
 * "--". What an option is for stands in the help page of its command, and a check compares the two.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum opt_kind {
	OPT_FLAG,	/* sets a bool */
	OPT_COUNT,	/* adds one to an int */
	OPT_NAME,	/* sets a const char * to the option's own long name, for options that exclude each other */
	OPT_IGNORED,	/* accepted for the sake of old scripts */

	/* with an argument */
	OPT_TEXT,	/* sets a const char *, the last one wins */
	OPT_LIST,	/* adds to a struct opt_list */
	OPT_NUMBER,	/* sets an unsigned long */
	OPT_IGNORED_TEXT,
};

/* One row of a table; a row of zeros ends it. There are a hundred, so the order keeps them small. */
struct opt {
	char letter;		/* 0: only a long name */
	unsigned char kind;	/* enum opt_kind */
	unsigned short field;	/* offsetof in the applet's own struct of options */
	const char *name;	/* NULL: only a letter */
};

/* The values of an option that may be given several times, in order, owned by the arena. */
struct opt_list {
	const char **at;
	size_t count, capacity;
};

/* A table and the struct that its fields lie in. */
struct opt_set {
	const struct opt *options;
	void *fields;
};

/*
 * Parses argv[1] to argv[argc - 1] by two tables (the applet's and the common one) and moves the operands
 * to the end of argv. Returns the index of the first operand, or -EINVAL with a line that says what is wrong.
 */
int opt_parse(const struct opt_set sets[2], int argc, char **argv, struct arena *arena, struct err *err);

#endif
