/* SPDX-License-Identifier: 0BSD */
/* A signal that was ignored from the start is ignored no more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/signals.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_default(void **state)
{
	struct sigaction now;
	int status;
	pid_t child;

	(void)state;
	signal(SIGCHLD, SIG_IGN);
	signal_default(SIGCHLD);
	assert_int_equal(sigaction(SIGCHLD, NULL, &now), 0);
	assert_true(now.sa_handler == SIG_DFL);
	child = fork();
	if (!child)
		_exit(3);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_default) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
