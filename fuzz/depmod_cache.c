/* SPDX-License-Identifier: 0BSD */
/* A cache of depmod with any bytes behind a header that fits. */
#include "depmod/cache.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct output outputs[] = { { .name = "one" }, { 0 } };
	struct arena arena = { 0 };
	struct tree tree = { .arena = &arena, .symbols.arena = &arena, .dir = "/nonexistent" };
	struct module module = { .shown = "a.ko" }, *modules[] = { &module };
	struct output_mark mark = { .digest = 0 };
	const struct cache_place place = { .dir = "/nonexistent", .outputs = outputs, .marks = &mark };
	unsigned char *bytes = arena_alloc(&arena, size);
	uint64_t whole = size;
	struct cache cache;

	memcpy(bytes, data, size);
	if (size >= 40)
		memcpy(bytes + 32, &whole, sizeof whole);	/* its size */
	if (cache_parse(&cache, &tree, bytes, size, &place)) {
		tree.modules = modules;
		tree.count = 1;
		cache_attach(&cache, &tree);
		if (module.known)
			module.facts = module.known->facts;
		for (size_t i = 0; i < cache.count; i++) {
			const char *at = NULL;

			while (facts_info(&cache.modules[i].facts, INFO_ALIAS, &at))
				;
		}
		cache_judge(&cache, &tree, &place);
		cache_walk(&cache, &tree, &place);
	}
	symbol_names_free(&tree.symbols);
	arena_free(&arena);
	return 0;
}
