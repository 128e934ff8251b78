/* SPDX-License-Identifier: 0BSD */
/* Keys and values on their way into a binary index. */
#include "depmod/index_list.h"

#include "base/log.h"
#include "module/name.h"

#include <string.h>

void index_list_reserve(struct index_list *list, size_t count)
{
	list->entries.at = arena_alloc(&list->arena, count * sizeof *list->entries.at);
	list->entries.capacity = count;
}

void index_list_add(struct index_list *list, const char *key, const char *value, uint32_t priority)
{
	index_entries_add(&list->entries, &list->arena, key, value, priority);
}

void index_list_add_alias(struct index_list *list, const char *alias, const char *value, uint32_t priority)
{
	const char *key = alias_normal(&list->arena, alias);

	if (key)
		index_list_add(list, key, value, priority);
	else
		log_warn("Unmatched bracket in %s", alias);
}

/* The entries are sorted by key and priority here; equal values have equal priorities. */
static void warn_of_duplicates(const struct index_entries *entries)
{
	for (size_t i = 1; i < entries->count; i++) {
		const struct index_entry *entry = &entries->at[i];

		if (!strcmp(entry->key, entry[-1].key) && !strcmp(entry->value, entry[-1].value))
			log_warn("duplicate module alias: %s %s", entry->key, entry->value);
	}
}

int index_list_write(struct index_list *list, const struct making *making, bool warns)
{
	int rc = index_write(list->entries.at, list->entries.count, making->out, making->err);

	if (!rc && warns && making->options->warn)
		warn_of_duplicates(&list->entries);
	arena_free(&list->arena);
	return rc;
}

void put_line(struct buf *out, const char *first, const char *second, const char *third)
{
	buf_string(out, first);
	buf_char(out, ' ');
	buf_string(out, second);
	buf_char(out, ' ');
	buf_string(out, third);
	buf_char(out, '\n');
}
