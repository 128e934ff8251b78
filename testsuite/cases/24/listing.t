#!/bin/sh
# SPDX-License-Identifier: 0BSD
# lsmod, ksyms and kmod list on Linux 2.4; rmmod's stacks and autoclean.
. "$(dirname "$0")/../../lib.sh"

# has: the state of the fake kernel by hand, as fake/state24.c writes it: ext3 uses jbd, ne uses 8390.
has() {
	cat >.kernel/state24 <<END
next 0xffffffffa0009000
module jbd 0xffffffffa0000000 51000 21
symbol 0xffffffffa0000100 journal_start_R1b7d4074
module 8390 0xffffffffa0001000 6000 21
module ext3 0xffffffffa0002000 64000 1
uses jbd
module ne 0xffffffffa0003000 7000 5
uses 8390
symbol 0xffffffffa0003100 ne_probe
symbol 0xffffffffa0003200 __insmod_ne_S.text_L99
module half 0xffffffffa0004000 100 0
END
}

for way in query table; do
	new_root_24 symbol printk
	kernel symbol Using_Versions
	[ $way = query ] || kernel without query_module
	kernel busy ext3
	has
	run insmod nothing	# any call makes the kernel write /proc/modules

	check "$way: lsmod"
	run lsmod
	succeeds
	untouched
	as_stored

	check "$way: lsmod of a tainted kernel, and of one that does not tell"
	echo 3 >proc/sys/kernel/tainted
	run lsmod
	says '^Module                  Size  Used by    Tainted$'
	rm proc/sys/kernel/tainted
	run lsmod
	says '^Module                  Size  Used by$'

	check "$way: kmod list"
	run kmod list
	succeeds
	[ $way = table ] || as_stored

	check "$way: ksyms"
	run ksyms
	run ksyms -a -m -H
	as_stored

	check "$way: rmmod"
	run rmmod jbd
	fails
	complains 'rmmod: ERROR: jbd: Device or resource busy'
	run rmmod ext3
	fails
	run rmmod half
	succeeds
	run rmmod half ne
	fails
	calls '^delete_module\(ne\) = 0'
	says 'half: module is not loaded'

	check "$way: rmmod -a takes what is autoclean, and was in use, and is no more"
	kernel used 8390
	run rmmod -a
	succeeds
	silent
	run lsmod
	says_not '^8390'
	says '^jbd'
done

new_root_24
has
check 'rmmod -r: with what only it used'
run rmmod -r ne
succeeds
traces 'delete_module(ne) = 0
delete_module(8390) = 0'
run rmmod -r half ext3
succeeds
traces 'delete_module(half) = 0
delete_module(ext3) = 0
delete_module(jbd) = 0'

check 'rmmod -r: not what others use as well'
has
sed -i 's/^uses 8390/uses 8390\nuses jbd/' .kernel/state24
run rmmod -r ne
succeeds
traces 'delete_module(ne) = 0
delete_module(8390) = 0
delete_module(jbd) = -EBUSY'

check 'rmmod without names'
run rmmod
fails
complains 'rmmod: ERROR: missing module name.'

check 'not root'
another_kernel unprivileged
has
run rmmod -a
fails
complains 'rmmod: ERROR: -a: Operation not permitted'
run rmmod ne
fails
complains 'rmmod: ERROR: ne: Operation not permitted'

new_root_24
for number in $(seq 160); do
	printf 'module a_module_with_number_%03d %#x 1000 1\n' $number $((0x10000 + number))
done >.kernel/state24
run insmod nothing
run rmmod nothing

check '/proc/modules is cut at one page, lsmod is not'
holds test "$(wc -c <proc/modules)" = 4094
run lsmod
holds test "$(wc -l <"$out")" = 161

check 'unknown options, and operands'
run lsmod --nothing
fails
run ksyms --nothing
fails

new_root_24 without query_module
kernel without get_kernel_syms
check 'a kernel that tells nothing'
run lsmod
fails
complains "lsmod: ERROR: could not read the kernel's symbols: Function not implemented"

new_root
check 'ksyms on a newer kernel'
run ksyms
fails
complains "ksyms: ERROR: could not read the kernel's symbols: Function not implemented"

finish
