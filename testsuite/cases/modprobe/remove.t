#!/bin/sh
# SPDX-License-Identifier: 0BSD
# modprobe -r: the whole chain, holders, waiting. kmod 34.2 leaves modules behind (it starts with the deepest one).
. "$(dirname "$0")/../../lib.sh"

new_root
module lib
module core depends=lib
module timer depends=core,lib
module device depends=core,lib
module seq depends=timer,device,core,lib alias=by-alias alias=by-both
module lone alias=by-both
module held fake_references=1
module slow-exit fake_exit_delay=100
built_in unix
index
all() {
	configure
	: >.kernel/state
	rm -rf sys/module/*
	: >proc/modules
	run modprobe -a seq lone held
}

check 'a chain'
all
run modprobe -r -v seq
as_stored

check 'what others use stays'
all
run modprobe -r device
fails
run modprobe -r held
fails
as_stored

check 'holders, and theirs first'
all
run modprobe -r -v --remove-holders core
as_stored

check '--remove-holders alone means -r'
all
run modprobe --remove-holders lib
as_stored

check 'shown only'
all
run modprobe -n -r seq
run modprobe -n -r --remove-holders lib
run modprobe -D -r lone
as_stored

check 'by an alias, several names'
all
run modprobe -r by-both
as_stored

check 'the first that is in use ends it, but not with -a'
all
run modprobe -r held lone
run modprobe -r -a held lone nothing unix seq
as_stored

check '--first-time'
all
run modprobe -r --first-time lone
run modprobe -r --first-time lone
run modprobe -r -a --first-time lone seq
as_stored

check 'softdeps: after it and before it'
all
configure 'softdep lone pre: held post: seq unix nothing'
run modprobe -v -r lone
as_stored

check 'waiting ends'
all
another_kernel fail delete_module lone '*' EAGAIN
run modprobe -r -w 7 lone
as_stored

check 'waiting helps'
another_kernel fail delete_module lone 1 EAGAIN
run modprobe -r -w 100 lone
as_stored

check 'by force'
run modprobe lone
another_kernel
run modprobe -r -f lone
as_stored

check 'one that was loaded from elsewhere'
all
cp lib/modules/$release/kernel/lone.ko other.ko
run modprobe -r lone
run insmod other.ko
rm -f lib/modules/$release/modules.*
rm -rf lib/modules/$release/kernel
run modprobe -r lone
succeeds
as_stored

finish
