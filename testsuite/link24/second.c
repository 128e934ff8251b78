/* SPDX-License-Identifier: 0BSD */
/* A module that needs the first one, and exports all of its globals since it has no __ksymtab. */
#include "kernel.h"

int *second_pointer = &first_numbers[2];
int second_number = 8;

int second_function(int value)
{
	return first_twice(value) + second_number;
}

int init_module(void)
{
	kernel_check("another module's function", first_twice(21) == 42);
	kernel_check("another module's data", first_numbers[3] == 73 && *second_pointer == 72);
	kernel_check("own globals", second_function(1) == 10 && *kernel_name == 'l' && kernel_numbers[7] == 107);
	first_numbers[0]++;
	return 0;
}

void cleanup_module(void)
{
	kernel_check("another module's data was written to", first_numbers[0] == 71);
}
