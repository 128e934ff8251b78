/* SPDX-License-Identifier: 0BSD */
/* Telling why: the lines that follow the one which says what failed. */
#ifndef WHY_H
#define WHY_H

#include "cause/cause.h"

/*
 * Prints "PROGRAM: cause: CODE: WORDS" and, where something helps, "PROGRAM: try: STEP"; after a load that worked
 * "PROGRAM: note: CODE: WORDS" if the kernel had a remark on its parameters. `of` is the module, if it is not the one
 * that was asked for; else NULL. Where no messages are wanted, nothing is looked at.
 */
void why_print(const struct attempt *attempt, const char *of);

/* From here on the kernel's log belongs to the coming attempt; not read where no messages are wanted. */
void why_open(struct kmsg *log, const struct kernel *kernel, struct arena *arena);

#endif
