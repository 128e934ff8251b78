/* SPDX-License-Identifier: 0BSD */
/* `options NAME PARAMETER...`: for a module, or for one that is reached by the alias NAME. All lines add up. */
#include "config/directives.h"

static int options_parse(struct config *config, struct str rest, struct origin origin)
{
	char *text = arena_copy(config->arena, rest.at, rest.length);

	/* the kernel cuts parameters at blanks only */
	for (size_t i = 0; i < rest.length; i++)
		if (text[i] == '\t')
			text[i] = ' ';
	return entry_parse(&config->options, config, (struct str){ text, rest.length }, origin);
}

static void options_print(const struct config *config, struct out *out)
{
	entries_print(&config->options, "options", out);
}

const struct directive directive_options = { "options", options_parse, options_print };
