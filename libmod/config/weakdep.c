/* SPDX-License-Identifier: 0BSD */
/* `weakdep PATTERN NAME...`: what a module may load itself. Only shown, to programs that make an initramfs. */
#include "config/directives.h"

static int weakdep_parse(struct config *config, struct str rest, struct origin origin)
{
	return entry_parse(&config->weakdeps, config, rest, origin);
}

static void weakdep_print(const struct config *config, struct out *out)
{
	for (size_t i = 0; i < config->weakdeps.count; i++) {
		struct str rest = str_of(config->weakdeps.at[i].text), word;

		out_format(out, "weakdep %s", config->weakdeps.at[i].name);
		while (str_word(&rest, " \t", &word))
			out_format(out, " %.*s", (int)word.length, word.at);
		out_string(out, "\n");
	}
}

const struct directive directive_weakdep = { "weakdep", weakdep_parse, weakdep_print };
