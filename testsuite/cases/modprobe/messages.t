#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Words of modprobe that kmod has not, or not so.
. "$(dirname "$0")/../../lib.sh"

new_root
module good
module gone
index
rm lib/modules/$release/kernel/gone.ko

check 'a byte that would end the line'
run modprobe "$(printf 'a\nmodprobe: b\033[0m')"
fails
complains "modprobe: FATAL: Module a\\x0amodprobe: b\\x1b[0m not found in directory /lib/modules/$release"

check 'a file that is gone'
run modprobe gone
fails
complains "modprobe: ERROR: could not insert 'gone': No such file or directory"
explains "cause: missing: could not open '/lib/modules/$release/kernel/gone.ko': No such file or directory
try: depmod"
run modprobe -q gone
fails
silent

check 'an alias to nothing'
configure 'alias off-we-go off'
run modprobe off-we-go
fails
complains "modprobe: ERROR: could not insert 'off': No such file or directory"
explains "cause: missing: there is no module 'off'"

check 'a file that is no module'
echo hello >text.ko
: >empty.ko
run modprobe ./text.ko
fails
says "'/./text.ko' is not an ELF file"
says "could not insert 'text': Exec format error"
run modprobe ./empty.ko
fails
says "'/./empty.ko'.*empty"
untouched

check 'a path to something else'
mkdir folder
mkfifo fifo
run modprobe ./folder
fails
complains 'modprobe: FATAL: Failed to get module from path ./folder: Is a directory'
run modprobe -D ./fifo
fails
complains 'modprobe: FATAL: Failed to get module from path ./fifo: not a regular file'
run modprobe -a ./nothing.ko good
fails
complains 'modprobe: WARNING: Failed to get module from path ./nothing.ko: No such file or directory'
live good

check 'a number that is none'
for number in x -5 1x '' 99999999999999999999; do
	run modprobe -r -w "$number" good
	fails
	complains "modprobe: ERROR: unexpected wait value '$number'."
done

check 'a bad option'
run modprobe --nonsense good
fails
complains "modprobe: unrecognized option '--nonsense'"
run modprobe -C
fails
complains "modprobe: option requires an argument -- 'C'"
run modprobe --all=x good
fails
complains "modprobe: option '--all' doesn't allow an argument"

check 'a name of many bytes'
for size in 55 56 255 256 4095 4096 100000; do
	run modprobe -q -R "$(printf "%0${size}d" 0)"
	fails
	silent
	run modprobe -q -R "[$(printf "%0${size}d" 0)"
	fails
	silent
done

finish
