#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# blacklist: silent, a success, and for aliases only unless -b is given.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module main depends=base alias=by-alias alias=by-both
module other-one alias=by-both
index

for line in 'blacklist main' 'blacklist other_one' 'blacklist other-one' 'blacklist base'; do
	configure "$line"
	check "$line"
	for words in main by-alias by-both '-b main' '-b other-one' '-b by-both' '-q by-alias'; do
		run modprobe -n -v $words
	done
	run modprobe -R by-both
	as_stored
done

check 'on the kernel command line'
configure
echo 'quiet modprobe.blacklist=main,nothing' >proc/cmdline
run modprobe -n -v by-alias
run modprobe -n -v main
run modprobe -n -v -b main
as_stored

check 'as a softdep it is loaded'
configure 'blacklist main' 'softdep other-one pre: main'
run modprobe -b -n -v other-one
as_stored

check 'a file'
configure 'blacklist main'
run modprobe -b ./lib/modules/$release/kernel/main.ko
run modprobe ./lib/modules/$release/kernel/main.ko
as_stored

finish
