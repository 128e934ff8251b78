/* SPDX-License-Identifier: 0BSD */
/* Who may have written what modprobe believes: for --trusted-only. */
#ifndef CONFIG_TRUST_H
#define CONFIG_TRUST_H

#include "config/config.h"

/*
 * Looks at the files and folders of a configuration, which need not be read yet, at a module directory and its
 * modules.*: each that is there belongs to root or to the user of this process, nobody else may write to it, and it is
 * no symbolic link (but to a device, as /dev/null: such a one only masks others). As the folders count, too, nobody
 * else can have put another file there meanwhile. The folders above, and module files, are not looked at.
 *
 * Returns 0, or -EPERM with err naming the first that is otherwise, and why.
 */
int trust_check(const struct config *config, const char *module_dir, struct arena *arena, struct err *err);

#endif
