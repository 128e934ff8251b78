/* SPDX-License-Identifier: 0BSD */
/*
 * Linux 2.4's calls for modules where libc does not know their numbers. ARM's are those of its own 2.4, i386's; a
 * machine that Linux 2.4 did not run on gets a number that no kernel has.
 */
#ifndef KERNEL_NUMBERS24_H
#define KERNEL_NUMBERS24_H

#include <sys/syscall.h>

#if !defined(SYS_create_module) && defined(__arm__)
#define SYS_create_module 127
#define SYS_get_kernel_syms 130
#define SYS_query_module 167
#endif

#ifndef SYS_create_module
#define SYS_create_module -1
#endif
#ifndef SYS_get_kernel_syms
#define SYS_get_kernel_syms -1
#endif
#ifndef SYS_query_module
#define SYS_query_module -1
#endif

#endif
