/* SPDX-License-Identifier: 0BSD */
/* `remove PATTERN COMMAND`: run the command in place of removing a module. */
#include "config/directives.h"

static int remove_parse(struct config *config, struct str rest, struct origin origin)
{
	return entry_parse(&config->removes, config, rest, origin);
}

static void remove_print(const struct config *config, struct out *out)
{
	entries_print(&config->removes, "remove", out);
}

const struct directive directive_remove = { "remove", remove_parse, remove_print };
