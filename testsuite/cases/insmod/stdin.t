#!/bin/sh
# SPDX-License-Identifier: 0BSD
# insmod - : the module comes from standard input, by a pipe or as a file.
. "$(dirname "$0")/../../lib.sh"

new_root
module m in=. parmtype=a:int
module m in=. as=xz

check 'through a pipe'
run_script 'cat m.ko | insmod - a=1'
succeeds
silent
calls '^init_module\(m, [0-9]+ bytes, "a=1"\) = 0$'
run rmmod m

check 'as a file'
run_script 'insmod - <m.ko'
succeeds
traces 'finit_module(m, "", 0) = 0'
run rmmod m

check 'compressed'
run_script 'cat m.ko.xz | insmod -'
succeeds
calls '^init_module'
run rmmod m

check 'nothing comes'
run_script ': | insmod -'
fails
complains 'insmod: ERROR: could not load module -: Invalid argument'
explains "cause: format: '-' is empty"
untouched

check 'endless nonsense is not read to its end'
LIMIT=5
run_script 'yes | insmod -'
fails
complains 'insmod: ERROR: could not insert module -: Invalid module format'
explains "cause: format: '-' is not an ELF file"
untouched

check 'a device is refused'
run_script 'insmod - <dev/zero'
fails
untouched

check 'closed'
run_script 'insmod - <&-'
fails
says '^insmod: ERROR: could not load module -: '
untouched

check 'a file of that name needs a path'
cp m.ko ./-
run insmod ./-
succeeds

finish
