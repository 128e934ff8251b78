/* SPDX-License-Identifier: 0BSD */
/* The one thing about signals that is done here; musl's signal() can do everything, in 770 bytes. */
#include "base/signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

void signal_default(int number)
{
	/* The kernel's struct sigaction has another order of fields on each architecture; of the default all are 0. */
	const unsigned long all_zero[16] = { 0 };

	syscall(SYS_rt_sigaction, number, all_zero, NULL, (size_t)_NSIG / 8);
}
