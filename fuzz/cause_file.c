/* SPDX-License-Identifier: 0BSD */
/* A module's file of any bytes: every cause that its refusal may have is looked for, each time in a new reading. */
#include "base/log.h"
#include "cause/cause.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int errors[] = { 0, EPERM, EINVAL, ENOENT, ENOEXEC, EKEYREJECTED, ENODEV, ENOMEM };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	log_set_level(LOG_LEVEL_NONE);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		struct arena arena = { 0 };
		struct kernel kernel = { .root = "/nowhere/at/all", .release = "6.1.0", .arena = &arena };
		struct image image = { 0 };
		struct err refusal, err;
		struct cause cause;
		struct attempt attempt = {
			.arena = &arena,
			.kernel = i % 2 ? NULL : &kernel,
			.db = moddb_open(&arena, "/nowhere/at/all"),
			.image = &image,
			.path = "FILE",
			.params = "a=1 b=\"x y\" c",
		};

		kernel_open(&kernel, &arena);
		kernel.root = "/nowhere/at/all";
		kernel_answer(&refusal, -errors[i]);
		attempt.err = errors[i] ? &refusal : NULL;
		if (!image_open_bytes(&image, data, size, "FILE", &arena, &err)) {
			cause_find(&attempt, &cause);
			attempt.err = NULL;
			cause_find(&attempt, &cause);
		}
		image_close(&image);
		moddb_close(attempt.db);
		arena_free(&arena);
	}
	return 0;
}
