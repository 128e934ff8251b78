/* SPDX-License-Identifier: 0BSD */
/* Working with several processes. */
#include "depmod/crew.h"

#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEFAULT_MOST = 16 };

void crew_start(struct crew *crew, unsigned count, void (*work)(void *context, unsigned worker), void *context)
{
	while (crew->count < count && crew->count < CREW_MOST) {
		/* not fork: nothing here wants to hear of it, and libc's handlers for it are 1000 bytes */
		int process = _Fork();

		if (process < 0)
			return;
		if (!process) {
			work(context, crew->count);
			_exit(0);
		}
		crew->processes[crew->count++] = process;
	}
}

int crew_wait(const struct crew *crew, unsigned worker)
{
	int status = 0;

	while (waitpid(crew->processes[worker], &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static unsigned count_processors(void)
{
	unsigned long set[1024 / (8 * sizeof(unsigned long))] = { 0 };
	unsigned processors = 0;

	if (sched_getaffinity(0, sizeof set, (cpu_set_t *)set))
		return 1;
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		for (unsigned long left = set[i]; left; left &= left - 1)
			processors++;
	return processors < DEFAULT_MOST ? processors : DEFAULT_MOST;
}

unsigned crew_size(unsigned long wanted, size_t worth)
{
	if (!wanted)
		wanted = count_processors();
	if (wanted > worth)
		wanted = worth + 1;
	return wanted < CREW_MOST ? (unsigned)wanted : CREW_MOST;
}
