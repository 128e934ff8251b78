/* SPDX-License-Identifier: 0BSD */
/* Sorting of small lists: stable, and small in the binary (musl's smoothsort costs more and is slower). */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>

/*
 * Sorts `count` items of `size` bytes in place. Equal items keep their order; or they are turned around, if `compare`
 * says of each that it is the greater one. Merge sort, memory for half of them.
 */
void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

#endif
