#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# install and remove lines. Commands write into the trace, so their place among the kernel's calls shows.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module main depends=base parmtype=x:charp parmtype=y:int
module before
index

tell='echo "$MODPROBE_MODULE:" $CMDLINE_OPTS >>$MODULE_TRACE'

check 'in place of loading, with all parameters'
configure "install main $tell" 'options main y=1'
run modprobe main
run modprobe main y=2 x=a
run modprobe -v main y=2
run modprobe -D main y=2
as_stored

check 'in place of what another module needs'
configure "install base $tell" 'options base z=1'
run modprobe before
run modprobe -v main
as_stored

check 'one that loads the module'
configure 'install before echo first >>$MODULE_TRACE && modprobe -i before $CMDLINE_OPTS && echo last >>$MODULE_TRACE'
run modprobe before
as_stored
run modprobe -r before

check 'a pattern; the first line counts'
configure "install ma* echo pattern >>\$MODULE_TRACE" "install main $tell"
run modprobe main
as_stored

check 'not with -i'
configure "install main $tell"
run modprobe -n -v -i main
as_stored

check 'failures'
configure 'install main exit 3'
run modprobe main
run modprobe -q main
configure 'install base false'
run modprobe main
configure 'install before nonsense-command 2>/dev/null'
run modprobe before
as_stored

check 'a failing one for a softdep does not matter'
configure 'install before exit 3' 'softdep main pre: before'
run modprobe main
as_stored
run modprobe -r main

check 'remove'
configure "remove main $tell"
run modprobe main
run modprobe -r main
run modprobe -r -v -i main
run modprobe -r main
as_stored

check 'a failing remove command'
configure 'remove main exit 1'
run modprobe -r main
run modprobe -r -a main before
as_stored

finish
