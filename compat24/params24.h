/* SPDX-License-Identifier: 0BSD */
/*
 * Parameters of a 2.4 module: variables that the loader writes into the image, by MODULE_PARM's types in .modinfo
 * (the kernel's linux/module.h of 2.4):
 *
 *	parm_NAME=[MIN[-MAX]]TYPE	TYPE: b h i l (1, 2, 4 bytes, a long), s (a string), cN (an array of N bytes);
 *					behind it a p if the value outlives the module (insmod -e)
 *
 *	io=0x300,0x320 name="one, two"	MIN to MAX values, 1 if not said, separated by commas
 *
 * Each word is taken twice: checked before anything is laid out, which tells the room that strings need in the image,
 * and written when the image is relocated.
 */
#ifndef COMPAT24_PARAMS24_H
#define COMPAT24_PARAMS24_H

#include "compat24/link24.h"

/* A value of .modinfo with a NUL behind it; NULL if there is none. */
const char *info24(const struct link24 *link, const char *key);

/*
 * Takes `word`, "NAME=VALUE". Before link->bytes is there it only checks; after link24_relocate it writes. Strings need
 * room: link->room grows by it; for the second time set it back to 0, and give the words in the same order.
 * Without any .modinfo the value itself says what it is, as for modules of Linux 2.0.
 * Returns 0, or -EINVAL with err naming the parameter: none of the module's, its variable missing or too small, not a
 * value of its type or range, too few or too many of them.
 */
int params24_take(struct link24 *link, const char *word, struct err *err);

/* Whether there is this parameter and it outlives the module: its type has a p behind it. */
bool params24_is_persistent(struct link24 *link, const char *word);

#endif
