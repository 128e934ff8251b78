/* SPDX-License-Identifier: 0BSD */
/*
 * Runs several commands in turn, round after round, so that a machine whose speed drifts is the same for all,
 * and prints what each took. Each round has another order: who always came behind a large program would always find
 * the caches full of that one.
 *
 *	interleave [-n ROUNDS] [-w WARM-UPS] [-p COMMAND] [NAME COMMAND]...
 *
 * A COMMAND is split at spaces; no shell is in between. `-p` names one that is run before each round and not measured.
 * For each a line of tab-separated fields: name, exit code, wall microseconds (median), ratio of wall time to the first
 * command of the same round (median), CPU microseconds (median), peak resident KiB (largest).
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { WORDS = 512, COMMANDS = 32 };

struct command {
	const char *name;
	char *words[WORDS];
	double *wall, *ratio, *cpu;	/* one item a round, microseconds */
	long peak;			/* KiB */
	int status;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void split(char *text, char **words)
{
	size_t count = 0;

	for (char *word = strtok(text, " "); word && count < WORDS - 1; word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double microseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

/* Runs one command with its output thrown away; returns the wall time. */
static double run(char **words, struct rusage *usage, int *status)
{
	posix_spawn_file_actions_t actions;
	double start;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	start = now();
	if (posix_spawnp(&pid, words[0], &actions, NULL, words, environ))
		die(words[0]);
	if (wait4(pid, status, 0, usage) < 0)
		die("wait4");
	start = now() - start;
	posix_spawn_file_actions_destroy(&actions);
	return start;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void shuffle(size_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t other = (size_t)rand() % (i + 1);

		order[i] = order[other];
		order[other] = i;
	}
}

static void round_of(struct command *commands, size_t count, char **before, size_t round, bool counts)
{
	size_t order[COMMANDS];

	shuffle(order, count);
	for (size_t i = 0; i < count; i++) {
		struct command *command = &commands[order[i]];
		struct rusage usage;
		double wall;

		if (before[0])
			run(before, &usage, &command->status);
		wall = run(command->words, &usage, &command->status);
		if (!counts)
			continue;
		command->wall[round] = wall;
		command->cpu[round] = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
		if (usage.ru_maxrss > command->peak)
			command->peak = usage.ru_maxrss;
	}
	for (size_t i = 0; counts && i < count; i++)
		commands[i].ratio[round] = commands[i].wall[round] / commands[0].wall[round];
}

int main(int argc, char **argv)
{
	static struct command commands[COMMANDS];
	char *before[WORDS] = { NULL };
	size_t rounds = 9, warm_ups = 1, count = 0;
	int option;

	while ((option = getopt(argc, argv, "n:w:p:")) != -1) {
		switch (option) {
		case 'n':
			rounds = strtoul(optarg, NULL, 10);
			break;
		case 'w':
			warm_ups = strtoul(optarg, NULL, 10);
			break;
		case 'p':
			split(optarg, before);
			break;
		default:
			return 1;
		}
	}
	for (; optind + 1 < argc && count < COMMANDS; optind += 2) {
		struct command *command = &commands[count++];

		command->name = argv[optind];
		split(argv[optind + 1], command->words);
		command->wall = calloc(rounds, sizeof *command->wall);
		command->ratio = calloc(rounds, sizeof *command->ratio);
		command->cpu = calloc(rounds, sizeof *command->cpu);
		if (!command->wall || !command->ratio || !command->cpu)
			die("calloc");
	}
	if (!count || !rounds)
		return 1;
	for (size_t i = 0; i < warm_ups; i++)
		round_of(commands, count, before, 0, false);
	for (size_t i = 0; i < rounds; i++)
		round_of(commands, count, before, i, true);
	for (size_t i = 0; i < count; i++) {
		struct command *command = &commands[i];

		printf("%s\t%d\t%.0f\t%.3f\t%.0f\t%ld\n", command->name,
		       WIFEXITED(command->status) ? WEXITSTATUS(command->status) : -1,
		       median(command->wall, rounds), median(command->ratio, rounds),
		       median(command->cpu, rounds), command->peak);
	}
	return 0;
}
