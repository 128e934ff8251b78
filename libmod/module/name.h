/* SPDX-License-Identifier: 0BSD */
/* Names of modules and aliases, and their spellings: '-' and '_' are the same, but not inside [...]. */
#ifndef MODULE_NAME_H
#define MODULE_NAME_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* A module's name with its NUL: MODULE_NAME_LEN of a 64-bit kernel (linux/module.h: 64 - sizeof(long)). */
enum { MODULE_NAME_SIZE = 56 };

/*
 * The module's name of a path: what follows the last slash, up to its first dot, every '-' as '_'.
 * "/lib/a/snd-pcm.ko.xz" -> "snd_pcm". Owned by the arena, any length.
 */
char *name_of_path(struct arena *arena, const char *path);

/* A copy with every '-' as '_'. */
char *name_normal(struct arena *arena, const char *name);

/* Whether two names are the same module's: '-' equals '_'. */
bool name_equal(const char *a, const char *b);

/* The same in place, for aliases and patterns. Returns false for brackets that alias_normal refuses. */
bool alias_fold(char *alias);

/*
 * An alias or a pattern in the form that the indexes hold: '-' as '_' except inside [...]. It is `alias` itself if that
 * has nothing to change, as most have. NULL for a stray ']' or a '[' that is never closed.
 */
const char *alias_normal(struct arena *arena, const char *alias);

#endif
