/* SPDX-License-Identifier: 0BSD */
/* `forbid PATTERN [REASON]`: never load such a module, whatever asks for it. Not known to kmod. */
#include "config/directives.h"

#include <errno.h>

static int forbid_parse(struct config *config, struct str rest, struct origin origin)
{
	const char *name = directive_name(config, &rest), *reason = arena_copy(config->arena, rest.at, rest.length);

	if (!name)
		return -EINVAL;
	entry_add(&config->forbids, config, name, reason, origin);
	return 0;
}

static void forbid_print(const struct config *config, struct out *out)
{
	entries_print(&config->forbids, "forbid", out);
}

const struct directive directive_forbid = { "forbid", forbid_parse, forbid_print };
