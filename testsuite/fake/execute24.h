/* SPDX-License-Identifier: 0BSD */
/*
 * Runs modules for Linux 2.4 inside of a test build, x86_64 only. Their memory is a file of the fixture that each
 * process maps at the same place, so a module that one process has loaded is there for the next one:
 *
 *	MEMORY24	entries of the kernel's symbols, in the order of the settings, ENTRY24 bytes each: a jump to a
 *			function of this process
 *	+ a page	modules, where create_module told them to be
 *
 * Functions are printk(TEXT), which adds a line to the trace, and twice(NUMBER); others end the test. The symbol
 * numbers is data: 100, 101, 102, 103.
 */
#ifndef FAKE_EXECUTE24_H
#define FAKE_EXECUTE24_H

#include "state24.h"

enum { MEMORY24 = 0x10000000, ENTRY24 = 16 };

/* Puts the image into its place and calls its init; 0 or -errno. */
int execute24_init(struct kernel24 *kernel, const struct module24 *module, const unsigned char *image, uint64_t init);

/* Calls its cleanup. */
void execute24_cleanup(struct kernel24 *kernel, const struct module24 *module);

#endif
