#!/bin/sh
# SPDX-License-Identifier: 0BSD
# What insmod does not load on Linux 2.4: one message, exit code 1, and the kernel is as before.
. "$(dirname "$0")/../../lib.sh"

new_root_24
kernel symbol printk
good='INFO("kernel_version=2.4.37"); INFO("license=GPL"); int init_module(void) { return 0; }'

# refused FILE MESSAGE [OPTION...]: nothing of it stays in the kernel.
refused() {
	file=$1
	message=$2
	shift 2
	run insmod "$@" "$file"
	fails
	says "$message"
	holds test ! -s proc/modules
}

check 'all unresolved symbols are listed'
object many <<C
$good int one(void), two(void), three(void); int all(void) { return one() + two() + three(); }
C
refused $path 'unresolved symbols: 3$'
untouched
says 'many.o: unresolved symbol one$'
says 'many.o: unresolved symbol two$'
says 'many.o: unresolved symbol three$'
explains "cause: symbol: $path: unresolved symbols: 3"

check '-q: only their number'
refused $path 'unresolved symbols: 3$' -q
says_not 'symbol one'

check 'another kernel version'
object other <<C
$(echo "$good" | sed s/2.4.37/2.4.18-rmk7/)
C
refused $path 'kernel-module version mismatch'
says '2\.4\.18-rmk7.*2\.4\.37'
says '^insmod: cause: vermagic: .*2\.4\.18-rmk7.*2\.4\.37'
untouched

check '-f: loaded anyway, and the kernel is tainted by read, or and write'
echo 1 >proc/sys/kernel/tainted
run insmod -f $path
succeeds
complains "insmod: Warning: loading $path will taint the kernel: forced load"
holds grep -qx 3 proc/sys/kernel/tainted
run rmmod other

check 'no version at all'
object none <<C
INFO("license=GPL"); int x;
C
refused $path "couldn't find the kernel version the module was compiled for"
untouched

check 'no licence, or another, taints'
object free <<C
INFO("kernel_version=2.4.37"); int x;
C
echo 0 >proc/sys/kernel/tainted
run insmod $path
succeeds
says 'Warning: loading .* will taint the kernel: no license'
holds grep -qx 1 proc/sys/kernel/tainted
run rmmod free
object free <<C
INFO("kernel_version=2.4.37"); INFO("license=Proprietary"); int x;
C
run insmod $path
says 'Warning: loading .* will taint the kernel: non-GPL license - Proprietary'
run rmmod free

check 'a symbol for GPL-compatible modules only'
kernel symbol GPLONLY_secret
object theirs <<C
INFO("kernel_version=2.4.37"); INFO("license=Proprietary"); int secret(void); int x(void) { return secret(); }
C
refused $path 'unresolved symbol secret; there is GPLONLY_secret$'
untouched

object good <<C
$good int printk(const char *, ...); int x(void) { return printk(""); }
C
good_path=$path

check 'init fails: its own reason, and nothing stays'
kernel fail init good 1 ENODEV
refused $good_path 'init_module: No such device'
as_stored

check 'init returns a positive number'
another_kernel fail init good '*' EBUSY
kernel symbol printk
refused $good_path 'init_module: Device or resource busy'

check 'the kernel refuses the image'
another_kernel fail init_module good '*' EINVAL
kernel symbol printk
refused $good_path 'init_module: Invalid argument'
calls '^delete_module\(good\) = 0$'

check 'no memory'
another_kernel memory 100
kernel symbol printk
refused $good_path "can't allocate kernel memory for module; needed [0-9]* bytes"

check 'not root'
another_kernel unprivileged
kernel symbol printk
refused $good_path 'create_module: Operation not permitted'

check 'somebody else loaded it meanwhile'
another_kernel fail create_module good '*' EEXIST
kernel symbol printk
run insmod $good_path
succeeds
silent
another_kernel symbol printk

check 'an empty name, and one that is too long'
refused $good_path 'create_module: Invalid argument' -o ''
long=$(printf '%05000d' 0)
refused $good_path 'create_module: File name too long' -o $long

check 'a file for another machine'
gcc -m32 -c -x c -o small.o - <<C
int x;
C
refused small.o 'another machine'
untouched

check 'no ELF file, a cut one, an empty one'
echo text >text.o
refused text.o 'not an ELF file'
head -c 300 $good_path >cut.o
refused cut.o truncated
: >empty.o
refused empty.o empty
untouched

check 'a program'
cp "$built/bin/call" program
refused program 'relocatable'
untouched

check 'a missing file, a folder'
refused ./missing.o 'No such file or directory'
refused ./tmp .
untouched

check 'no file'
run insmod
fails
complains 'insmod: ERROR: missing filename.'

check 'every cut of a good file'
size=$(wc -c <$good_path)
at=0
while [ $at -lt $size ]; do
	head -c $at $good_path >cut.o
	run insmod cut.o
	fails
	at=$((at + 97))
done
untouched

finish
