/* SPDX-License-Identifier: 0BSD */
/* The lines of modprobe.d: a table of the words that they begin with. */
#ifndef CONFIG_DIRECTIVES_H
#define CONFIG_DIRECTIVES_H

#include "config/config.h"

/* Takes a line, which becomes part of the entry. Returns NULL; or of a bad line its first word. */
const char *directive_parse(struct config *config, char *line, struct origin origin);

/* The entries of the lines that begin with `keyword`, which is a directive's. */
const struct entry_list *directive_entries(const struct config *config, const char *keyword);

/* Appends an entry; `name` and `text` must live as long as the config. */
void entry_add(struct entry_list *list, struct config *config, const char *name, const char *text,
	       struct origin origin);

/*
 * Takes the words behind the name of a softdep line apart. What stands in front of the first "pre:" or "post:" means
 * nothing; cifs has such lines.
 */
void softdep_cut(struct softdep *out, struct arena *arena, const char *words);

#endif
