/* SPDX-License-Identifier: 0BSD */
/* Keys and values on their way into a binary index (index/index_write.h), with what depmod adds to it. */
#ifndef DEPMOD_INDEX_LIST_H
#define DEPMOD_INDEX_LIST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "index/index_write.h"

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
 * Appends the index to `out` and empties the list. `duplicates`, if not NULL, names what the keys are: then one that
 * has the same value twice is a warning. Returns 0, or -errno as index_write.
 */
int index_list_write(struct index_list *list, const char *duplicates, struct buf *out, struct err *err);

/* A line of a text file: "alias ALIAS MODULE". */
void put_alias(struct buf *out, const char *alias, const char *module);

#endif
