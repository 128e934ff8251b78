/* SPDX-License-Identifier: 0BSD */
/* `blacklist NAME`: do not take the module for an alias; with -b not by its name either. */
#include "config/directives.h"

#include <errno.h>

static int blacklist_parse(struct config *config, struct str rest, struct origin origin)
{
	const char *name = directive_name(config, &rest);

	if (!name)
		return -EINVAL;
	entry_add(&config->blacklists, config, name, "", origin);
	return 0;
}

static void blacklist_print(const struct config *config, struct out *out)
{
	entries_print(&config->blacklists, "blacklist", out);
}

const struct directive directive_blacklist = { "blacklist", blacklist_parse, blacklist_print };
