/* SPDX-License-Identifier: 0BSD */
/*
 * modules.devname: device nodes that may be made before their module is loaded. Opening one loads it.
 *
 *	fuse fuse c10:229		from the aliases devname:fuse and char-major-10-229
 */
#include "base/log.h"
#include "base/str.h"
#include "depmod/outputs_table.h"

#include <string.h>

struct node {
	const char *name;	/* below /dev; NULL: none yet */
	char type;		/* 'c', 'b'; 0: not known yet */
	unsigned long major, minor;
};

/* Reads a number at the start of `*text` and moves behind it. */
static bool read_number(const char **text, unsigned long *out)
{
	const char *start = *text;

	for (*out = 0; **text >= '0' && **text <= '9'; ++*text) {
		*out = *out * 10 + (unsigned long)(**text - '0');
		if (*out > UINT32_MAX)
			return false;
	}
	return *text > start;
}

/* "char-major-10-229"; what follows the second number does not matter. */
static bool read_numbers(const char *alias, const char *start, struct node *node)
{
	unsigned long major, minor;

	if (!str_starts(alias, start))
		return false;
	alias += strlen(start);
	if (!read_number(&alias, &major) || *alias++ != '-' || !read_number(&alias, &minor))
		return false;
	node->type = *start;
	node->major = major;
	node->minor = minor;
	return true;
}

static bool leads_up(const char *path)
{
	while (path && !str_starts(path, "../")) {
		path = strchr(path, '/');
		path += path != NULL;
	}
	return path;
}

/* A name that stays below /dev, in one word. */
static bool is_node_name(const char *name)
{
	return *name && *name != '/' && !strchr(name, ' ') && !leads_up(name);
}

/* Of several the last counts that stands before both name and numbers are known. */
static void find_node(const struct module *module, struct node *node)
{
	const char *at = NULL, *alias;

	while ((!node->name || !node->type) && (alias = facts_info(&module->facts, INFO_ALIAS, &at))) {
		if (str_starts(alias, "devname:"))
			node->name = alias + strlen("devname:");
		else if (!read_numbers(alias, "char-major-", node))
			read_numbers(alias, "block-major-", node);
	}
}

int write_devname(const struct making *making)
{
	const struct tree *tree = making->tree;
	struct buf *out = making->out;

	for (size_t i = 0; i < tree->count; i++) {
		const struct module *module = tree->modules[i];
		struct node node = { 0 };
		bool is_good;

		find_node(module, &node);
		if (!node.name)
			continue;
		is_good = is_node_name(node.name);
		if (!is_good || !node.type) {
			log_error(is_good ? "Module '%s' has devname (%s) but lacks major and minor information. "
					    "Ignoring." : "Module '%s' has malformed devname (%s). Ignoring.",
				  module->name, node.name);
			continue;
		}
		if (!out->length)
			buf_string(out, "# Device nodes to trigger on-demand module loading.\n");
		buf_format(out, "%s %s %c%lu:%lu\n", module->name, node.name, node.type, node.major, node.minor);
	}
	return 0;
}
