/* SPDX-License-Identifier: 0BSD */
/* modprobe.d with any bytes: read it, ask for what it says of a name, print it. */
#include "base/log.h"
#include "config/config.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct config config = { .arena = &arena };
	struct out out = { .fd = -1 };

	log_set_level(LOG_LEVEL_NONE);
	config_parse(&config, (struct str){ arena_copy(&arena, data, size), size }, "FILE");
	entry_matching(&config.installs, "some_name");
	entry_named(&config.blacklists, "some_name");
	softdep_matching(&config, "some_name");
	config_print(&config, &out);
	buf_free(&out.buf);
	arena_free(&arena);
	return 0;
}
