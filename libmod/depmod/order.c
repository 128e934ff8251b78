/* SPDX-License-Identifier: 0BSD */
/* The order of the modules, from modules.order. */
#include "depmod/order.h"

#include "base/files.h"
#include "base/map.h"
#include "base/sort.h"
#include "base/str.h"
#include "file/compressor.h"

#include <string.h>

static int module_compare(const void *a, const void *b)
{
	const struct module *left = *(struct module *const *)a, *right = *(struct module *const *)b;

	if (left->place != right->place)
		return left->place < right->place ? -1 : 1;
	return strcmp(left->shown, right->shown);
}

/* "kernel/fs/ext4/ext4.ko.xz" is known to modules.order as kernel/fs/ext4/ext4.ko. */
static struct str path_uncompressed(const char *path)
{
	const char *base = path_base(path);
	size_t stem;

	if (!compressor_module_name(base, &stem))
		return str_of(path);
	return (struct str){ path, (size_t)(base - path) + stem + strlen(".ko") };
}

static void take_places(struct tree *tree, struct str lines, struct arena *scratch)
{
	struct map by_path = { .arena = scratch };
	struct str line;

	for (size_t i = 0; i < tree->count; i++)
		*map_slot(&by_path, path_uncompressed(tree->modules[i]->shown)) = tree->modules[i];
	for (uint32_t number = 0; str_cut(&lines, "\n", &line); number++) {
		struct module *module = map_get(&by_path, line);

		if (module && module->place == UINT32_MAX)
			module->place = number;
	}
}

int order_modules(struct tree *tree, bool verbose, struct err *err)
{
	struct arena scratch = { 0 };
	struct str lines;
	int rc = list_read(tree, "modules.order", verbose, &scratch, &lines, err);

	if (!rc && lines.length)
		take_places(tree, lines, &scratch);
	sort(tree->modules, tree->count, sizeof *tree->modules, module_compare);
	arena_free(&scratch);
	return rc;
}
