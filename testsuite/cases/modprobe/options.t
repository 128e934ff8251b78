#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Parameters: from where, in which order, with which blanks and quotes.
. "$(dirname "$0")/../../lib.sh"

new_root
module base parmtype=x:charp
module main depends=base alias=by-alias parmtype=a:charp parmtype=b:charp parmtype=c:charp
index

check 'none'
run modprobe -D main
as_stored

check 'of the configuration: they add up, whatever the spelling'
configure 'options main a=1' 'options  main 	b=2 	c=3 ' 'options base x=0'
run modprobe -D main
configure 'options by-alias a=1' 'options by_alias b=2' 'options main c=3'
run modprobe -D main
run modprobe -D by-alias
as_stored

check 'of the command line'
configure
run modprobe -D main a=1
run modprobe -D main a=1 b=2 c
run modprobe -D main 'a=x y' b= 'c="x y"'
as_stored

check 'of both, and of the kernel command line between them'
configure 'options main a=1'
echo 'main.a=2 by-alias.b=3 "main.c=x y"' >proc/cmdline
run modprobe -D main a=4
run modprobe -D main
run modprobe main a=4
as_stored
run modprobe -r main
echo quiet >proc/cmdline

check 'with -a all words are modules'
run modprobe -a -D base main
as_stored

check 'of a config alias counts the pattern, not the name'
configure 'alias m-* main' 'options m-1 a=1' 'options m-* b=2' 'options main c=3'
run modprobe -D m-1
as_stored

check 'there are no comments behind them'
configure 'options main a=1 # hello'
run modprobe -D main
as_stored

check 'a file'
configure 'options main a=1'
run modprobe ./lib/modules/$release/kernel/main.ko b=2
as_stored

finish
