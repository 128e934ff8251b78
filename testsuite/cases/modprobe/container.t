#!/bin/sh
# SPDX-License-Identifier: 0BSD
# No module directory, no configuration, no /proc, no /sys.
. "$(dirname "$0")/../../lib.sh"

new_root
module here
index
run modprobe here
mv lib/modules away
mkdir -p sys/module/part_of_kernel/parameters

check 'what is loaded already is a success'
run modprobe here
succeeds
silent
run modprobe -a here part-of-kernel
succeeds
silent

check 'but not the first time'
run modprobe --first-time here
fails
complains "modprobe: ERROR: could not insert 'here': Module already in kernel"

check 'else it is said what is missing'
run modprobe nothing
fails
complains "modprobe: FATAL: Module nothing not found in directory /lib/modules/$release"
explains "cause: missing: '/lib/modules/$release' does not exist
try: install the modules of that kernel, or mount those of the host"
run modprobe -a nothing
fails
says '^modprobe: WARNING: Module nothing not found in directory'
run modprobe -q nothing
fails
silent

check 'a release that is not there'
run modprobe -S 9.9.9 -D here
fails
says 'Module here not found in directory /lib/modules/9.9.9$'

check 'it can still be removed'
run modprobe -r here
succeeds
silent
traces 'delete_module(here, O_NONBLOCK) = 0'
absent here

check 'neither configuration nor /proc nor /sys'
mv away lib/modules
rm -rf etc proc sys
run modprobe -v here
succeeds
prints "insmod /lib/modules/$release/kernel/here.ko "
traces 'finit_module(here, "", 0) = 0'

finish
