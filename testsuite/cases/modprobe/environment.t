#!/bin/sh
# SPDX-License-Identifier: 0BSD
# MODPROBE_OPTIONS, for us and for commands; closed descriptors.
. "$(dirname "$0")/../../lib.sh"

new_root
module main
module other
index
echo 'options main a=1' >etc/one
echo 'options main b=2' >'etc/the other'

check 'its words go in front'
run_script 'MODPROBE_OPTIONS=-D modprobe main'
prints "insmod /lib/modules/$release/kernel/main.ko "
run_script "MODPROBE_OPTIONS=\"-C 'etc/the other'  -D\" modprobe -C etc/one main"
prints "insmod /lib/modules/$release/kernel/main.ko a=1 b=2 "
run_script 'MODPROBE_OPTIONS="-q" modprobe nothing'
fails
silent

check 'commands get the options that are meant for them too'
configure 'install main echo "$MODPROBE_OPTIONS" >>$MODULE_TRACE'
run_script "MODPROBE_OPTIONS=-b modprobe -q -v -C etc/modprobe.d -C 'etc/the other' main"
traces "-b -C 'etc/modprobe.d' -C 'etc/the other' -q -v"
run_script 'modprobe main'
traces ''

check 'a modprobe in a command reads the same configuration'
configure 'install main modprobe -i main $CMDLINE_OPTS'
echo 'options other x=1' >>etc/one
run modprobe -C etc/modprobe.d -C etc/one main
succeeds
calls 'finit_module\(main, "a=1 +a=1", 0\) = 0'
run modprobe -r main

check 'no standard descriptors'
configure
run_script 'modprobe main <&- >&- 2>&-'
succeeds
live main
run_script 'modprobe nothing <&- 2>&-'
fails
silent

finish
