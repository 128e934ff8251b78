/* SPDX-License-Identifier: 0BSD */
/* Doing many things with several threads, where there are some. */
#ifndef DEPMOD_CREW_H
#define DEPMOD_CREW_H

#include <stddef.h>

/*
 * Calls task(context, worker, index) once for every index below `count`, each by one of at most `threads` workers,
 * the calling thread being worker 0. Who does what is accident, but each takes the lowest index that is left.
 * Threads that cannot be made are done without. Returns when all is done.
 */
void crew_run(unsigned threads, size_t count, void (*task)(void *context, unsigned worker, size_t index),
	      void *context);

/* How many threads are worth while: the processors that this program may use, at most 16. */
unsigned crew_default_threads(void);

#endif
