#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Standard descriptors that are closed, and output that nobody gets.
. "$(dirname "$0")/../../lib.sh"

new_root
module m in=.

check 'a full disk is a failure'
run_script 'lsmod >/dev/full'
fails
complains 'lsmod: ERROR: could not write to standard output: No space left on device'
run_script 'kmodbox --help >/dev/full'
fails
run_script 'insmod --version >/dev/full'
fails

check 'a closed standard output is a failure for what prints'
run_script 'lsmod >&-'
fails
complains 'lsmod: ERROR: could not write to standard output: Bad file descriptor'

check 'and none for what prints nothing'
run_script 'insmod m.ko >&-'
succeeds
silent
run_script 'rmmod m >&-'
succeeds

check 'all closed, as the kernel starts modprobe'
run_script 'insmod m.ko <&- >&- 2>&-'
succeeds
traces 'finit_module(m, "", 0) = 0'
run_script 'rmmod m <&- >&- 2>&-'
succeeds
run_script 'rmmod m <&- >&- 2>&-'
fails

check 'no message lands in a file that got the number of standard error'
run_script 'insmod nothing.ko 2>&-'
fails
silent
cp m.ko copy.ko
run_script 'insmod copy.ko >&- 2>&-'
succeeds
run_script 'insmod copy.ko >&- 2>&-'
fails
holds cmp m.ko copy.ko

finish
