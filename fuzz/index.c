/* SPDX-License-Identifier: 0BSD */
/* A binary index with any bytes, asked for a name and dumped. The name comes first, with a NUL behind it. */
#include "index/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int measure(void *context, const char *key, const struct index_value *value)
{
	*(size_t *)context += strlen(key) + strlen(value->value);
	return 0;
}

/* Reads every value to its end. */
static void use_values(const struct index_values *values, int count)
{
	size_t total = 0;

	if (count > 0 && (size_t)count != values->count)
		abort();
	for (size_t i = 0; i < values->count; i++)
		total += strlen(values->at[i].value);
	if (count > 0 && total > values->count * (size_t)1 << 20)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
	size_t name = end ? (size_t)(end - data) + 1 : 0, rest = size - name, total = 0;
	struct arena arena = { 0 };
	struct index_values found = { 0 }, matched = { 0 };
	struct index index;
	uint8_t *bytes;

	if (!end)
		return 0;
	bytes = malloc(rest ? rest : 1);
	memcpy(bytes, data + name, rest);
	if (!index_open_bytes(&index, bytes, rest, NULL)) {
		use_values(&found, index_find(&index, (const char *)data, &arena, &found));
		use_values(&matched, index_search(&index, (const char *)data, &arena, &matched));
		index_dump(&index, measure, &total);
		index_close(&index);
	}
	arena_free(&arena);
	free(bytes);
	return 0;
}
