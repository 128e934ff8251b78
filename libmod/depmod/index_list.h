/* SPDX-License-Identifier: 0BSD */
/* Keys and values on their way into a binary index (index/index_write.h), with what depmod adds to it. */
#ifndef DEPMOD_INDEX_LIST_H
#define DEPMOD_INDEX_LIST_H

#include "base/arena.h"
#include "base/buf.h"
#include "depmod/outputs.h"
#include "index/index_write.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed is empty. */
struct index_list {
	struct arena arena;	/* for the list, and for keys and values that are made for it */
	struct index_entries entries;
};

/* Makes room for `count` entries at once; what is not used costs only addresses. */
void index_list_reserve(struct index_list *list, size_t count);

/* Adds one; key and value are borrowed until index_list_write. */
void index_list_add(struct index_list *list, const char *key, const char *value, uint32_t priority);

/*
 * Adds an alias, copied in the index's spelling ('-' as '_' outside of brackets). One whose brackets do not match is
 * a warning in kmod's words, and is left out.
 */
void index_list_add_alias(struct index_list *list, const char *alias, const char *value, uint32_t priority);

/*
 * Makes the index of the list, and gives back the list's memory. With `warns`, option -w has a warning for an alias
 * that has the same value twice. Returns 0, or -errno as index_write.
 */
int index_list_write(struct index_list *list, const struct making *making, bool warns);

/* A line of a text file: three words. */
void put_line(struct buf *out, const char *first, const char *second, const char *third);

#endif
