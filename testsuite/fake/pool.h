/* SPDX-License-Identifier: 0BSD */
/* Memory that one system call uses and gives back at its end. */
#ifndef FAKE_POOL_H
#define FAKE_POOL_H

#include <stddef.h>

/* Zeroed is empty. */
struct pool {
	struct pool_block *blocks;
};

/* `size` zeroed bytes; no memory ends the program. */
void *pool_alloc(struct pool *pool, size_t size);

char *pool_copy(struct pool *pool, const char *text, size_t length);
char *pool_string(struct pool *pool, const char *text);
char *pool_format(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `items` with room for one more than `count`, moved if need be. */
void *pool_grow(struct pool *pool, void *items, size_t count, size_t item_size);

/* Puts `*item` behind the others of a struct with members `at` and `count`. */
#define POOL_ADD(pool, list, item) \
	((list)->at = pool_grow(pool, (list)->at, (list)->count, sizeof *(list)->at), \
	 (list)->at[(list)->count++] = (item))

void pool_free(struct pool *pool);

#endif
