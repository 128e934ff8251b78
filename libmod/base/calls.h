/* SPDX-License-Identifier: 0BSD */
/* System calls that differ between machines. */
#ifndef BASE_CALLS_H
#define BASE_CALLS_H

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>

/* The number and arguments that make a process: newer machines have only clone. */
#ifdef SYS_fork
#define CALL_FORK SYS_fork
#else
#define CALL_FORK SYS_clone, SIGCHLD, 0, 0, 0, 0
#endif

/* The same for opening a path. */
#ifdef SYS_open
#define CALL_OPEN SYS_open
#else
#define CALL_OPEN SYS_openat, AT_FDCWD
#endif

#endif
