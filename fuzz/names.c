/* SPDX-License-Identifier: 0BSD */
/* Module names and aliases of any bytes, in their normal forms, and as patterns. */
#include "base/glob.h"
#include "module/name.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	char *text = malloc(size + 1), *name;
	const char *alias;

	memcpy(text, data, size);
	text[size] = '\0';
	name = name_normal(&arena, text);
	if (strlen(name) != strlen(text) || strchr(name, '-') || !name_equal(name, text))
		abort();
	if (strpbrk(name_of_path(&arena, text), "-./"))
		abort();
	alias = alias_normal(&arena, text);
	if (alias && (strlen(alias) != strlen(text) || strcmp(alias_normal(&arena, alias), alias)))
		abort();
	if (strlen(text) < 4096)
		glob_match(text, name);
	free(text);
	arena_free(&arena);
	return 0;
}
