/* SPDX-License-Identifier: 0BSD */
/* What --help and --version print. */
#ifndef USAGE_H
#define USAGE_H

#include "applet.h"
#include "base/opt.h"
#include "base/out.h"

#include <stdbool.h>

/* The options that every applet takes, and the struct of their fields. */
struct common_options {
	bool help, version;
};

extern const struct opt common_options[];

/* The page of the command, and for kmodbox the commands of this build. Returns the exit code. */
int usage_print(struct out *out, const struct applet *applet);

/*
 * Two lines as kmod prints them, for scripts that read them (`sed -n '1s/kmod version //p'`), then our own
 * version and the compressions of this build.
 */
void version_print(struct out *out);

#endif
