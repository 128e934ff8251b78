/* SPDX-License-Identifier: 0BSD */
/*
 * Working with several processes, where there may be some: copies of this one, which end when their work is done. What
 * they find out they leave in memory of arena_share; the rest of what they write is theirs alone. Against threads: they
 * share no lock of the address space and no errno, one that crashes takes nobody along, any kernel has them, and libc
 * needs 5 KB less.
 */
#ifndef DEPMOD_CREW_H
#define DEPMOD_CREW_H

#include <stddef.h>

/* More than any machine has use for here; each may need memory for the largest unpacked module. */
enum { CREW_MOST = 64 };

struct crew {
	unsigned count;		/* workers that were started */
	int processes[CREW_MOST];
};

/*
 * Starts workers from crew->count on, until there are `count` (at most CREW_MOST): each calls work(context, its number)
 * in a process of its own. Those that cannot be started are done without. They must not print through a struct out.
 */
void crew_start(struct crew *crew, unsigned count, void (*work)(void *context, unsigned worker), void *context);

/* Waits for a worker to end. Returns the signal that killed it, or 0. */
int crew_wait(const struct crew *crew, unsigned worker);

/*
 * How many workers there shall be, this process counted: `wanted`, or if that is 0 the processors that this program may
 * use, 16 at the most; but one more than `worth` at the most, which is how many the work is worth.
 */
unsigned crew_size(unsigned long wanted, size_t worth);

#endif
