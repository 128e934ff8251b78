#!/bin/sh
# SPDX-License-Identifier: 0BSD
# What insmod linked for Linux 2.4 runs: init, cleanup, calls into the kernel and into another module, parameters.
. "$(dirname "$0")/../../lib.sh"

[ "$TOOL" = link ] && [ "$(uname -m)" = x86_64 ] || {
	echo '1..0 # SKIP only inside of a test build on x86_64'
	exit 0
}

new_root_24 execute
for symbol in printk twice numbers; do
	kernel symbol $symbol
done

object first <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
PARAM(irq, "1-2i");
PARAM(name, "s");
PARAM(label, "c8");
PARAM(small, "b");
PARAM(middle, "h");
PARAM(large, "l");
int irq[2] = { 1, 2 };
char *name = "nobody";
char label[8];
signed char small;
short middle;
long large;
int common[100];
int printk(const char *), twice(int);
extern int numbers[4];
int *third = &numbers[2];
int (*pointer)(const char *) = printk;
int first_sum(int a) { return a + *third + twice(a) + common[99]; }
int init_module(void)
{
	for (int i = 0; i < 100; i++)
		if (common[i])
			return -5;
	common[99] = 1000;
	pointer(name);
	printk(label);
	if (irq[0] != 5 || irq[1] != 2 || small != -3 || middle != -300 || large != -30000000000)
		return -22;
	return 0;
}
void cleanup_module(void) { printk("first goes"); }
C
first=$path

object second <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
int first_sum(int), printk(const char *);
extern int common[100];
int init_module(void)
{
	common[99]++;
	return first_sum(10) == 10 + 102 + 20 + 1001 ? 0 : -22;
}
void cleanup_module(void) { printk("second goes"); }
C

check 'init runs and sees its parameters'
run insmod $first irq=5 name=eth0 label=some small=-3 middle=-300 large=-30000000000
succeeds
silent
traces "create_module(first) = 0
printk: eth0
printk: some
$(grep '^init_module' "$calls")"

check 'another module calls it, and shares its data'
run insmod $path
succeeds
calls '^init_module\(second deps=first .* = 0$'

check 'both cleanups run'
run rmmod -r second
succeeds
traces 'printk: second goes
delete_module(second) = 0
printk: first goes
delete_module(first) = 0'

check 'what init returns decides, and nothing stays'
run insmod $first irq=6
fails
says 'init_module: Invalid argument'
calls '^delete_module\(first\) = 0$'

object busy <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
int init_module(void) { return 7; }
C
check 'a positive result is an error, too'
run insmod $path
fails
says 'init_module: Device or resource busy'
calls '^delete_module\(busy\) = 0$'

finish
