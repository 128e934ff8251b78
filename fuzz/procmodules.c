/* SPDX-License-Identifier: 0BSD */
/* /proc/modules with any bytes: containers put their own there. */
#include "kernel/procmodules.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct loaded_list list = { 0 };
	char *text = malloc(size + 1);
	size_t length = 0;

	memcpy(text, data, size);
	text[size] = '\0';
	procmodules_parse(text, size, &arena, &list);
	for (size_t i = 0; i < list.count; i++) {
		const struct loaded_module *module = &list.at[i];

		length += strlen(module->name) + strlen(module->taints);
		for (size_t j = 0; j < module->holder_count; j++)
			length += strlen(module->holders[j]);
	}
	if (length > size)
		abort();
	free(text);
	arena_free(&arena);
	return 0;
}
