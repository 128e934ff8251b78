/* SPDX-License-Identifier: 0BSD */
/* depmod.d with any bytes, and a kernel version against any pattern. */
#include "base/log.h"
#include "depmod/conf.h"
#include "depmod/version_pattern.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct conf conf = { .arena = &arena, .version = "6.1.0-56-amd64" };
	struct module a = { .shown = "updates/dkms/m.ko" }, b = { .shown = "kernel/m.ko.xz" };
	bool valid;

	log_set_level(LOG_LEVEL_NONE);
	conf_parse(&conf, (struct str){ arena_copy(&arena, data, size), size }, "FILE");
	conf_excludes(&conf, "updates");
	/* it is an order: never both ways */
	if (conf_prefers(&conf, &a, &b) == conf_prefers(&conf, &b, &a))
		__builtin_trap();
	version_matches(conf.version, arena_copy(&arena, data, size), &valid);
	arena_free(&arena);
	return 0;
}
