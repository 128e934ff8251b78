#!/bin/sh
# SPDX-License-Identifier: 0BSD
# insmod links modules for Linux 2.4 and loads them; the kernel tells its symbols by query_module, or by get_kernel_syms.
. "$(dirname "$0")/../../lib.sh"

# The kernel and the modules a and b, of which b needs a.
start() {
	new_root_24
	[ "$1" = query ] || kernel without query_module
	for symbol in printk GPLONLY_secret jiffies; do
		kernel symbol $symbol
	done
	object a <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
PARAM(show_b1_byte, "b");
PARAM(show_h3_words, "1-3h");
PARAM(show_i2_irq, "1-2i");
PARAM(show_l1_long, "l");
PARAM(show_s3_names, "1-3s");
PARAM(show_c1_name, "c8");
char show_b1_byte = 1;
short show_h3_words[3];
int show_i2_irq[2] = { 7, 9 };
long show_l1_long;
static char one[] = "one";
char *show_s3_names[3] = { one };
char show_c1_name[8] = "none";
int printk(const char *, ...);
int a_api(int x) { return printk("%d", x); }
int init_module(void) { return a_api(1); }
void cleanup_module(void) { }
C
	object b <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
int a_api(int), secret(void);
static int hidden;
extern int nobody(void) __attribute__((weak));
int init_module(void) { return a_api(2) + secret() + (nobody ? nobody() : 0); }
int b_api(void) { return hidden; }
EXPORT(b_api);
C
	cp lib/modules/2.4.37/kernel/*.o .
}

for way in query table; do
	start $way

	check "$way: one that needs nothing of others"
	run insmod a.o
	succeeds
	silent
	as_stored

	check "$way: one that needs it; a weak symbol may be missing"
	run insmod b.o
	succeeds
	as_stored

	check "$way: a second time"
	run insmod ./a.o
	fails
	untouched
	complains 'insmod: ERROR: ./a.o: a module named a already exists'

	check "$way: the one in use cannot be removed"
	run rmmod a
	fails
	complains 'rmmod: ERROR: a: Device or resource busy'

	check "$way: both are removed"
	run rmmod -v b a
	succeeds
	as_stored
done

check 'parameters of every type'
run insmod a.o show_b1_byte=-0x80 show_h3_words=1,077,0xffff show_i2_irq=5 show_l1_long=-9000000000 \
	'show_s3_names=plain,"one, \"two\"\101",three' show_c1_name=1234567
succeeds
as_stored
run rmmod a

# wrong NAME WORD: a parameter that is refused by name, before the kernel is asked for memory.
wrong_parameter() {
	check "a wrong parameter: $1"
	run insmod a.o "$2"
	fails
	untouched
	complains "insmod: ERROR: a.o: $3"
}

wrong_parameter 'none of that name' irq=1 'invalid parameter parm_irq'
wrong_parameter 'no value' show_l1_long 'invalid parameter parm_show_l1_long'
wrong_parameter 'an empty value' show_l1_long= "parameter 'show_l1_long=': wrong type, length or range"
for word in b1_byte=256 b1_byte=-129 h3_words=1,65536 i2_irq=4294967296 i2_irq=5x i2_irq=0x i2_irq=09 \
	l1_long=18446744073709551616 'c1_name=12345678' 's3_names="open' 's3_names="a"b' i2_irq=-; do
	wrong_parameter "show_$word" "show_$word" "parameter 'show_$word': wrong type, length or range"
done
wrong_parameter 'too many' show_i2_irq=1,2,3 "parameter 'show_i2_irq=1,2,3': too many values"

object few <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
PARAM(pair, "2i");
PARAM(small, "1-4i");
PARAM(none, "i");
PARAM(odd, "q");
int pair[2], small[2], odd;
C
check 'too few values'
run insmod $path pair=1
fails
untouched
says "parameter 'pair=1': too few values"

check 'a variable that is smaller than its type says'
run insmod $path small=1,2,3
fails
untouched
says "parameter 'small=1,2,3': too many values"

check 'a variable that is not there'
run insmod $path none=1
fails
untouched
says "parameter 'none=1': the module has no such variable"

check 'a type that nobody knows'
run insmod $path odd=1
fails
untouched
says 'invalid parameter parm_odd'

check 'a module without any .modinfo takes parameters by their look'
object old <<'C'
int show_i2_io[2];
char *show_s1_name;
C
run insmod -f $path show_i2_io=3,4 show_s1_name=eth0
succeeds
says 'forced load'
calls 'show_s1_name="eth0" show_i2_io=3,4|show_i2_io=3,4 show_s1_name="eth0"'

check '-o -k -x: another name, autoclean, nothing exported'
run insmod -o a-b -k -x a.o
succeeds
as_stored

check 'a dash is a dash'
run rmmod a_b
fails
complains 'rmmod: ERROR: a_b: module is not loaded'
run rmmod a-b
succeeds

check '-Y: without the names for ksymoops'
run insmod -Y a.o
succeeds
calls_not __insmod
run rmmod a

check '-S: with the list for debuggers'
run insmod -S a.o
succeeds
calls 'init_module\(a kallsyms'
run rmmod a

check 'the list is there, too, where the kernel has one'
kernel symbol __start___kallsyms
run insmod a.o
calls 'init_module\(a kallsyms'
run rmmod a

check '-p: only looks'
run insmod -p a.o
succeeds
silent
untouched
run insmod -p b.o
fails
untouched

check '-n: links, but does not load'
run insmod -n a.o
succeeds
untouched

check '-m: where everything lies'
run insmod -m a.o
succeeds
says '^Sections:       Size      Address  Align$'
says '^\.text           [0-9a-f]{8}  ffffffffa00[0-9a-f]{5}  2\*\*[0-9]+$'
says '^ffffffffa00[0-9a-f]{5} T init_module$'
says '^ffffffffa00[0-9a-f]{5} d one$'
says '^ffffffffa00[0-9a-f]{5} B show_l1_long$'
run rmmod a

check 'options of old scripts'
run insmod -L -N -P smp_ -r -X -y a.o
succeeds
run rmmod a

check 'a bare name is looked up'
rm a.o
run insmod a
succeeds
prints 'Using /lib/modules/2.4.37/kernel/a.o'
run rmmod a

check 'one that is nowhere'
run insmod nothing
fails
complains 'insmod: ERROR: nothing: no module by that name found'

check 'compressed'
gzip -c lib/modules/2.4.37/kernel/a.o >a.o.gz
run insmod a.o.gz
succeeds
calls 'init_module\(a '
run rmmod a

check 'by standard input, with a name'
run_script 'insmod -o a - <lib/modules/2.4.37/kernel/a.o'
succeeds
calls 'init_module\(a '
run rmmod a

check '-e: saved parameters, those of the command line win'
object keep <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
PARAM(show_i1_volume, "ip");
PARAM(show_i1_bass, "ip");
PARAM(show_i1_irq, "i");
int show_i1_volume = 1, show_i1_bass = 2, show_i1_irq = 3;
C
printf '%s\n' '#% kernel_version 2.4.37' show_i1_volume=10 show_i1_bass=20 show_i1_irq=30 gone=1 >saved
run insmod -e saved $path show_i1_bass=5
succeeds
calls show_i1_volume=10
calls show_i1_bass=5
calls show_i1_irq=3

finish
