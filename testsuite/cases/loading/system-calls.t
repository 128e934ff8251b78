#!/bin/sh
# SPDX-License-Identifier: 0BSD
# What the search for causes costs where nothing fails: one open and one seek of the kernel's log.
. "$(dirname "$0")/../../lib.sh"

# One door is enough for this: the shipped program itself, below strace. With -q no log is wanted.
[ "$TOOL" = shipped ] || {
	echo '1..0 # SKIP only for the shipped program'
	exit 0
}

seen=$scratch/seen
new_root
module a
module b depends=a parmtype=x:int
index

# calls_of COMMAND...: the names of its system calls, one a line, in the file $seen.
calls_of() {
	shown=$*
	program=/sbin/$1
	shift
	strace -f -o "$scratch/strace" "$built/bin/fakekernel" "$root" "$program" "$@" >"$out" 2>"$err" </dev/null
	code=$?
	finish_run
	succeeds
	first=$(sed -n "s|^\([0-9]*\) *execve(\"$program\".*|\1|p" "$scratch/strace")
	sed -n "s/^$first  *\([a-z_0-9]*\)(.*/\1/p" "$scratch/strace" | sed '1,/^execve$/d' >"$seen"
}

check 'modprobe: one open, one seek'
calls_of modprobe b
mv "$seen" with
run modprobe -r b
calls_of modprobe -q b
mv "$seen" without
diff with without | sed -n 's/^[<>] //p' | sort >difference
same 'the difference' difference 'lseek
open'
run modprobe -r b

check 'modprobe with parameters: one read more'
calls_of modprobe b x=1
silent
mv "$seen" parameters
diff with parameters | sed -n 's/^> //p' | sort >difference
same 'the difference' difference 'mmap
munmap
read'
run modprobe -r b

check 'modprobe of what is loaded: nothing'
run modprobe b
calls_of modprobe b
holds test "$(grep -c lseek "$seen")" = 0
run modprobe -r b

check 'insmod: the same'
calls_of insmod lib/modules/$release/kernel/a.ko
holds test "$(grep -c lseek "$seen")" = 1
holds test "$(grep -c '^open$' "$seen")" = 2
run rmmod a

check 'an install command does not get the log'
configure 'install b true'
calls_of modprobe b
holds grep -q '^ioctl$' "$seen"

finish
