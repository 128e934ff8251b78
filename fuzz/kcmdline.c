/* SPDX-License-Identifier: 0BSD */
/* The kernel command line with any bytes. */
#include "base/log.h"
#include "config/config.h"
#include "config/kcmdline.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct config config = { .arena = &arena };

	log_set_level(LOG_LEVEL_NONE);
	kcmdline_parse(&config, arena_copy(&arena, data, size));
	for (size_t i = 0; i < config.options.count; i++)
		if (!*config.options.at[i].name || !*config.options.at[i].text)
			abort();
	for (size_t i = 0; i < config.blacklists.count; i++)
		if (!*config.blacklists.at[i].name)
			abort();
	arena_free(&arena);
	return 0;
}
