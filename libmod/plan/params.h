/* SPDX-License-Identifier: 0BSD */
/* The parameters that a module is loaded with. */
#ifndef PLAN_PARAMS_H
#define PLAN_PARAMS_H

#include "base/arena.h"
#include "config/config.h"
#include "plan/lookup.h"

/*
 * All options lines for the module, and for the alias by which it was found, in the order of the files, then those of
 * the kernel command line; then `asked`, the joined words of the command line ("" if none). For the kernel a
 * later one wins. Where no line applies, it is `asked` itself.
 *
 * Each line is followed by a blank, as programs that read `modprobe -D` know it from kmod:
 *	no lines, no words: ""		lines: "a=1 b=2 "	words: "c=3"	both: "a=1 b=2 c=3"
 */
const char *params_join(const struct config *config, const struct target *target, const char *asked,
			struct arena *arena);

#endif
