/* SPDX-License-Identifier: 0BSD */
/* `install PATTERN COMMAND`: run the command in place of loading a module. */
#include "config/directives.h"

static int install_parse(struct config *config, struct str rest, struct origin origin)
{
	return entry_parse(&config->installs, config, rest, origin);
}

static void install_print(const struct config *config, struct out *out)
{
	entries_print(&config->installs, "install", out);
}

const struct directive directive_install = { "install", install_parse, install_print };
