/* SPDX-License-Identifier: 0BSD */
/* What the kernel of these tests exports to modules. */
#ifndef LINK24_KERNEL_H
#define LINK24_KERNEL_H

struct module;

/* A line of TAP: so the words and their addresses have to be right, too. */
void kernel_check(const char *what_holds, int holds);

/* 2 * number + 1 */
int kernel_note(int number);

/* The end of an exception table's entry for this instruction, searched as the kernel does; 0 if there is none. */
unsigned long kernel_fixup(unsigned long instruction);

/* Whether this is the struct module that is being initialized. */
int kernel_is_this(const struct module *module);

/* Never called: a symbol that no kernel has. */
int kernel_absent(void) __attribute__((weak));

extern int kernel_numbers[8];	/* 100, 101 ... */
extern const char kernel_name[];

/* What the first module exports to the second. */
int first_twice(int number);
extern int first_numbers[4];	/* 70, 71, 72, 73 */

#endif
