/* SPDX-License-Identifier: 0BSD */
/* The parts of the kernel command line that are meant for modules. */
#ifndef CONFIG_KCMDLINE_H
#define CONFIG_KCMDLINE_H

#include "config/config.h"

/*
 * Adds what stands in `text` (/proc/cmdline) to the options and blacklists, whose strings it becomes:
 *
 *	MODULE.PARAMETER[=VALUE]	options MODULE PARAMETER[=VALUE]
 *	modprobe.blacklist=A,B		blacklist A, blacklist B
 *
 * A double quote keeps blanks together, as in the kernel: a.b="x y", and also "a.b=x y". All else is not for modules.
 */
void kcmdline_parse(struct config *config, char *text);

#endif
