/* SPDX-License-Identifier: 0BSD */
/* Doing many things with several threads, which share nothing but a counter of what is left. */
#include "depmod/crew.h"

#include "base/arena.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

enum {
	THREADS_MOST = 16,	/* each needs memory for the largest unpacked module */
	STACK_SIZE = 256 << 10,
};

struct crew {
	void (*task)(void *context, unsigned worker, size_t index);
	void *context;
	size_t count;
	atomic_size_t next;
};

struct worker {
	struct crew *crew;
	unsigned number;
	pthread_t thread;
};

static void *worker_run(void *argument)
{
	const struct worker *worker = argument;
	struct crew *crew = worker->crew;
	size_t index;

	while ((index = atomic_fetch_add(&crew->next, 1)) < crew->count)
		crew->task(crew->context, worker->number, index);
	return NULL;
}

static bool worker_start(struct worker *worker)
{
	pthread_attr_t attributes;
	bool started;

	if (pthread_attr_init(&attributes))
		return false;
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	started = !pthread_create(&worker->thread, &attributes, worker_run, worker);
	pthread_attr_destroy(&attributes);
	return started;
}

void crew_run(unsigned threads, size_t count, void (*task)(void *context, unsigned worker, size_t index),
	      void *context)
{
	struct crew crew = { .task = task, .context = context, .count = count };
	struct arena arena = { 0 };
	struct worker self = { .crew = &crew }, *others;
	unsigned started = 0;

	if (threads > count)
		threads = (unsigned)count;
	others = arena_alloc(&arena, threads * sizeof *others);
	while (started + 1 < threads) {
		others[started] = (struct worker){ .crew = &crew, .number = started + 1 };
		if (!worker_start(&others[started]))
			break;
		started++;
	}
	worker_run(&self);
	while (started)
		pthread_join(others[--started].thread, NULL);
	arena_free(&arena);
}

unsigned crew_default_threads(void)
{
	unsigned long set[1024 / (8 * sizeof(unsigned long))] = { 0 };
	unsigned processors = 0;

	if (sched_getaffinity(0, sizeof set, (cpu_set_t *)set))
		return 1;
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		processors += (unsigned)__builtin_popcountl(set[i]);
	return processors < THREADS_MOST ? processors : THREADS_MOST;
}
