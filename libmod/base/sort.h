/* SPDX-License-Identifier: 0BSD */
/* Sorting of small lists: stable, and small in the binary (musl's smoothsort costs more and is slower). */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>

/* Sorts `count` items of `size` bytes in place; equal items keep their order. Merge sort, heap for a copy. */
void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

#endif
