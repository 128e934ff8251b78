/* SPDX-License-Identifier: 0BSD */
/* Module parameters as the kernel takes them (kernel/params.c). */
#ifndef FAKE_PARAMS_H
#define FAKE_PARAMS_H

#include "module.h"

/*
 * Checks the words of `params` against the module's parmtype strings. `*out` gets "name=value" of each that the
 * module knows, the last value of each. Returns 0, -EINVAL for a value of the wrong kind, or -ENOENT for an unknown
 * name if `strict`. `*remarks` gets what the kernel logs about them.
 */
int params_take(struct pool *pool, const struct module_file *module, const char *params, bool strict,
		struct names *out, struct names *remarks);

#endif
