/* SPDX-License-Identifier: 0BSD */
/*
 * Opens a socket, so that the kernel asks for its family; in the machine of testsuite/vm.
 *
 *	socket FAMILY TYPE PROTOCOL [COUNT]    numbers; COUNT processes do it at the same time
 *
 * The exit code is the number of those that failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int open_one(char *argv[])
{
	if (socket(atoi(argv[1]), atoi(argv[2]), atoi(argv[3])) >= 0)
		return 0;
	fprintf(stderr, "socket: %s\n", strerror(errno));
	return 1;
}

int main(int argc, char *argv[])
{
	int gate[2];
	int count = argc > 4 ? atoi(argv[4]) : 1;
	int failed = 0;
	int status;
	char byte;

	if (argc < 4 || pipe(gate))
		return 255;
	for (int at = 0; at < count; at++) {
		if (fork())
			continue;
		/* all wait here until the parent closes its end */
		close(gate[1]);
		_exit(read(gate[0], &byte, 1) != 0 || open_one(argv));
	}
	close(gate[1]);
	while (wait(&status) > 0)
		failed += status != 0;
	return failed;
}
