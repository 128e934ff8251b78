/* SPDX-License-Identifier: 0BSD */
/*
 * A module directory with any text in one of its files; the first byte says in which. A key that was read must be
 * found again: the texts become an index in memory.
 */
#include "index/builtin.h"
#include "index/depfile.h"
#include "index/index.h"
#include "index/index_write.h"
#include "index/textalias.h"
#include "module/name.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef void (*reader)(struct str text, struct arena *arena, struct index_entries *out);

static const reader readers[] = { depfile_read, textalias_read, builtin_read, builtin_read_aliases };

static void check_index(struct index_entries *entries, struct arena *arena)
{
	struct buf bytes = { 0 };
	struct index index;

	if (index_write(entries->at, entries->count, &bytes, NULL) ||
	    index_open_bytes(&index, bytes.at, bytes.length, NULL))
		abort();
	for (size_t i = 0; i < entries->count && i < 50; i++) {
		struct index_values values = { 0 };

		if (index_find(&index, entries->at[i].key, arena, &values) < 1 ||
		    index_search(&index, entries->at[i].key, arena, &values) < 0)
			abort();
	}
	index_close(&index);
	buf_free(&bytes);
}

/* Lines of modules.dep as records; no path may lead out of the directory. */
static void check_records(const struct index_entries *entries, struct arena *arena)
{
	for (size_t i = 0; i < entries->count; i++) {
		struct module_record record;

		if (depfile_record(entries->at[i].value, "/dir", arena, &record))
			continue;
		if (*record.path != '/' || strstr(record.path, "/../"))
			abort();
		for (size_t k = 0; k < record.dep_count; k++)
			if (*record.deps[k] != '/' || strstr(record.deps[k], "/../"))
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct index_entries entries = { 0 };
	struct name_list strings = { 0 };
	unsigned which;
	char *text;

	if (!size)
		return 0;
	which = data[0] % (sizeof readers / sizeof *readers);
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	readers[which]((struct str){ text, size - 1 }, &arena, &entries);
	if (readers[which] == depfile_read)
		check_records(&entries, &arena);
	check_index(&entries, &arena);
	builtin_strings((struct str){ text, size - 1 }, "a_b", &arena, &strings);
	free(text);
	arena_free(&arena);
	return 0;
}
