/* SPDX-License-Identifier: 0BSD */
/* `alias PATTERN MODULE`: a name that matches stands for the module. All lines that match count. */
#include "config/directives.h"

#include <errno.h>

static int alias_parse(struct config *config, struct str rest, struct origin origin)
{
	const char *pattern = directive_name(config, &rest), *module = directive_name(config, &rest);

	if (!pattern || !module)
		return -EINVAL;
	entry_add(&config->aliases, config, pattern, module, origin);
	return 0;
}

static void alias_print(const struct config *config, struct out *out)
{
	entries_print(&config->aliases, "alias", out);
}

const struct directive directive_alias = { "alias", alias_parse, alias_print };
