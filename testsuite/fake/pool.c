/* SPDX-License-Identifier: 0BSD */
/* Memory that one system call uses and gives back at its end: a list of blocks. */
#include "pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pool_block {
	struct pool_block *next;
	_Alignas(16) char bytes[];
};

void *pool_alloc(struct pool *pool, size_t size)
{
	struct pool_block *block = calloc(1, sizeof *block + size + 1);
	if (!block) {
		perror("fake kernel");
		abort();
	}
	block->next = pool->blocks;
	pool->blocks = block;
	return block->bytes;
}

char *pool_copy(struct pool *pool, const char *text, size_t length)
{
	return memcpy(pool_alloc(pool, length + 1), text, length);
}

char *pool_string(struct pool *pool, const char *text)
{
	return pool_copy(pool, text, strlen(text));
}

char *pool_format(struct pool *pool, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	int length = vsnprintf(NULL, 0, format, list);
	va_end(list);

	char *text = pool_alloc(pool, length + 1);
	va_start(list, format);
	vsnprintf(text, length + 1, format, list);
	va_end(list);
	return text;
}

void *pool_grow(struct pool *pool, void *items, size_t count, size_t item_size)
{
	if (count & (count - 1))	/* full only at powers of two */
		return items;
	void *more = pool_alloc(pool, (count ? 2 * count : 1) * item_size);
	if (count)
		memcpy(more, items, count * item_size);
	return more;
}

void pool_free(struct pool *pool)
{
	while (pool->blocks) {
		struct pool_block *next = pool->blocks->next;
		free(pool->blocks);
		pool->blocks = next;
	}
}
