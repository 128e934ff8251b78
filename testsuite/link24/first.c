/* SPDX-License-Identifier: 0BSD */
/* A module that looks from within at what the linker has done to it. */
#include "kernel.h"

#define SECTION(name) __attribute__((section(name)))

extern struct module __this_module;

/* Addends: to symbols of the kernel, to own data, to functions. */
static int numbers[8] = { 10, 11, 12, 13, 14, 15, 16, 17 };
int *in_own_numbers = &numbers[3];
int *in_kernel_numbers = &kernel_numbers[5];
const char *const in_kernel_name = kernel_name + 7;

/* Zeros, and what old compilers leave to the linker to allocate. */
static int zeros[1000];
int common_number;
long common_numbers[300];
char common_aligned[64] __attribute__((aligned(64)));

/* Parameters that insmod sets: nothing that a compiler may count on. */
static volatile int number = 5;
static volatile short list[4] = { 1, 2 };
static char *volatile text = "not set";
static volatile char name[16] = "none";

static int add_one(int value)
{
	return value + 1;
}

static int add_two(int value)
{
	return value + 2;
}

static int (*const functions[])(int) = { add_one, kernel_note, add_two };

int first_numbers[4] = { 70, 71, 72, 73 };

int first_twice(int value)
{
	return 2 * value;
}

struct symbol {
	unsigned long value;
	const char *name;
};

static const struct symbol exports[] SECTION("__ksymtab") __attribute__((used)) = {
	{ (unsigned long)first_twice, "first_twice" },
	{ (unsigned long)first_numbers, "first_numbers" },
};

static int fixup(void)
{
	return 4321;
}

/* A table of the kernel's form; its place in the image is what matters. */
static const struct {
	unsigned long instruction, fixup;
} exceptions[] SECTION("__ex_table") __attribute__((used)) = {
	{ (unsigned long)add_one, (unsigned long)fixup },
};

/* Compiled to a table of addresses, or of distances, in another section. */
static __attribute__((noinline)) const char *word(int value)
{
	switch (value) {
	case 0: return "zero";
	case 1: return "one";
	case 2: return "two";
	case 3: return "three";
	case 4: kernel_note(4); return "four";
	case 5: kernel_note(6); return "five";
	case 6: kernel_note(8); return kernel_name;
	}
	return "many";
}

static int equal(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static SECTION(".text.init") __attribute__((noinline)) void look_at_data(void)
{
	int sum = 0;

	for (int i = 0; i < 1000; i++)
		sum += zeros[i];
	for (int i = 0; i < 300; i++)
		sum += common_numbers[i] != 0;
	kernel_check("bss and commons are zeros", !sum && !common_number);
	kernel_check("a common symbol is aligned as it wants", !((unsigned long)common_aligned % 64));
	kernel_check("commons do not overlap", &common_number + 1 <= (int *)common_numbers ||
		     (char *)&common_number >= (char *)(common_numbers + 300));
	zeros[999] = common_number = 3;
	common_numbers[299] = 4;
	kernel_check("and can be written", zeros[999] + common_number + common_numbers[299] == 10);
	kernel_check("an addend to own data", *in_own_numbers == 13 && in_own_numbers[-3] == 10);
	kernel_check("an addend to the kernel's data", *in_kernel_numbers == 105);
	kernel_check("an addend to constants of the kernel", equal(in_kernel_name, "kernel"));
}

static SECTION(".text.init") __attribute__((noinline)) void look_at_code(void)
{
	int (*volatile far)(int) = functions[1];
	unsigned long end = kernel_fixup((unsigned long)add_one);

	kernel_check("a call of the kernel", kernel_note(20) == 41);
	kernel_check("calls by a table of functions", functions[0](1) == 2 && far(2) == 5 && functions[2](3) == 5);
	kernel_check("a table of jumps", equal(word(4), "four") && equal(word(6), kernel_name) &&
		     equal(word(9), "many"));
	kernel_check("an exception table with its fixup", end && ((int (*)(void))end)() == 4321);
	kernel_check("a weak symbol that nobody has is 0", !kernel_absent);
	kernel_check("__this_module is the image's beginning", kernel_is_this(&__this_module));
}

static SECTION(".text.init") __attribute__((noinline)) void look_at_parameters(void)
{
	kernel_check("a number as parameter", number == 77);
	kernel_check("a list of short numbers as parameter", list[0] == -3 && list[1] == 9 && !list[2]);
	kernel_check("a string as parameter", equal(text, "a new text"));
	kernel_check("characters as parameter", equal((const char *)name, "chars"));
}

int init_module(void)
{
	look_at_data();
	look_at_code();
	look_at_parameters();
	return 0;
}

void cleanup_module(void)
{
	kernel_check("cleanup finds what init left", zeros[999] == 3 && common_numbers[299] == 4);
}
