/* SPDX-License-Identifier: 0BSD */
/* What the files of directives share: taking a line apart, and finding entries again. */
#ifndef CONFIG_DIRECTIVES_H
#define CONFIG_DIRECTIVES_H

#include "config/config.h"

/*
 * Cuts the first word, a module or a pattern, off `*rest`, which then begins behind one separator. Returns the word in
 * normal form, owned by the config's arena, or NULL if there is none or its brackets do not match.
 */
const char *directive_name(struct config *config, struct str *rest);

/* Appends an entry; `name` and `text` must live as long as the config. */
void entry_add(struct entry_list *list, struct config *config, const char *name, const char *text,
	       struct origin origin);

/* Parses "NAME TEXT", TEXT being the rest of the line. Returns 0, or -EINVAL if one of them is missing. */
int entry_parse(struct entry_list *list, struct config *config, struct str rest, struct origin origin);

/* Prints "KEYWORD NAME TEXT" for each; without text the blank before it goes too. */
void entries_print(const struct entry_list *list, const char *keyword, struct out *out);

/* One for each directive: config/NAME.c */
extern const struct directive directive_alias, directive_blacklist, directive_forbid, directive_install,
	directive_options, directive_remove, directive_softdep, directive_weakdep;

#endif
