#!/bin/sh
# SPDX-License-Identifier: 0BSD
# What is shown otherwise than by kmod 34.2.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module main depends=base softdep='pre: first second'
module first depends=base
module second depends=first,base
module twice alias=twice-* alias=*-alias
index

check 'a module is shown once'
run modprobe -D main
succeeds
prints "insmod /lib/modules/$release/kernel/base.ko 
insmod /lib/modules/$release/kernel/first.ko 
insmod /lib/modules/$release/kernel/second.ko 
insmod /lib/modules/$release/kernel/main.ko "
run modprobe -R twice-alias
prints twice

check '-n prints without -v, but not with -q'
run modprobe -n base
prints "insmod /lib/modules/$release/kernel/base.ko "
run modprobe -n -q base
succeeds
silent
untouched

check 'between pre and post there is a blank'
configure 'softdep x pre: a post: b'
run modprobe -c
says '^softdep x pre: a post: b$'

check 'symbols by name'
run modprobe --show-exports base
succeeds
says '	base_api$'
run modprobe --show-modversions nothing
fails
complains 'modprobe: FATAL: Module nothing not found.'

check 'the newer names of options'
run modprobe --show-alias twice-x
prints twice
run modprobe --show-config
succeeds

check 'a full disk'
run_script 'modprobe -D main >/dev/full'
[ "$TOOL" = link ] || fails
says 'could not write to standard output'

finish
