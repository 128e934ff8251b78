#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Several processes at once, and answers of a kernel that others use too.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module slow depends=base fake_delay=300
module slow-broken fake_delay=300 fake_init=ENODEV
module top depends=slow,base
module left depends=base fake_delay=30
module right depends=base fake_delay=30
module both depends=left,right,base
index

check 'one module: all come back when it is live'
run_at_once 6 modprobe slow
succeeds
live slow
holds test "$(grep -c '^finit_module(slow.* = 0' "$calls")" = 1

check 'one module that fails: all fail'
run_at_once 4 modprobe -q slow-broken
exits 4
absent slow_broken

check 'overlapping chains'
run modprobe -r slow
shown='both, left and right'
: >.kernel/trace
for name in both left both right top both; do
	go modprobe "$name" >/dev/null 2>"$scratch/$name" &
done
wait
finish_run
live both left right base slow top
for name in both left right top; do
	holds cat "$scratch/$name"
	holds test ! -s "$scratch/$name"
done

check 'EEXIST for what is needed is fine, once it is live'
run modprobe -r both
run modprobe -r top
another_kernel fail finit_module left 1 EEXIST
run modprobe both
succeeds
silent
calls '^finit_module\(left, "", 0\) = -EEXIST'
live both left

check 'EBUSY for what is needed: once more'
run modprobe -r both
another_kernel fail finit_module left 1 EBUSY
run modprobe both
succeeds
silent
live both

check 'EBUSY for the module itself is a failure'
run modprobe -r both
another_kernel fail finit_module both 1 EBUSY
run modprobe both
fails
complains "modprobe: ERROR: could not insert 'both': Device or resource busy"

check 'an unknown symbol where all is there: no second try'
another_kernel fail finit_module both 1 ENOENT
run modprobe both
fails
complains "modprobe: ERROR: could not insert 'both': Unknown symbol in module, or unknown parameter (see dmesg)"
traces 'finit_module(both, "", 0) = -ENOENT'

finish
