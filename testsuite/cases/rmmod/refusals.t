#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# What rmmod does not remove, and the words for it.
. "$(dirname "$0")/../../lib.sh"

new_root
module a in=.
module b in=. depends=a
module c in=. depends=a
module held in=. fake_references=2
module stays in=. --no-exit
built_in part-of-it
for each in a b c held stays; do
	run insmod $each.ko
done

check 'not loaded'
run rmmod nothing
fails
complains 'rmmod: ERROR: Module nothing is not currently loaded'
untouched

check 'built in'
run rmmod part-of-it
fails
complains 'rmmod: ERROR: Module part_of_it is builtin.'
untouched

check 'built in, known from /sys only'
mkdir -p sys/module/other_part/parameters
run rmmod other_part
fails
complains 'rmmod: ERROR: Module other_part is builtin.'
untouched

check 'used by several modules, the newest first'
run rmmod a
fails
complains 'rmmod: ERROR: Module a is in use by: c b'
untouched

check 'used by one module'
run rmmod c
run rmmod a
fails
complains 'rmmod: ERROR: Module a is in use by: b'
untouched

check 'held by something else'
run rmmod held
fails
complains 'rmmod: ERROR: Module held is in use'
untouched

check 'permanent'
run rmmod stays
fails
complains 'rmmod: ERROR: could not remove module stays: Device or resource busy'
traces 'delete_module(stays, O_NONBLOCK) = -EBUSY'

check 'the kernel changes its mind'
run rmmod b
kernel fail delete_module a '*' EAGAIN
run rmmod a
fails
complains 'rmmod: ERROR: could not remove module a: Resource temporarily unavailable'
another_kernel

check '-f does not ask before'
run rmmod -f held
succeeds
traces 'delete_module(held, O_NONBLOCK|O_TRUNC) = 0'
run rmmod -f nothing
fails
complains 'rmmod: ERROR: could not remove module nothing: No such file or directory'

check 'nobody may'
kernel unprivileged
run rmmod a
fails
complains 'rmmod: ERROR: could not remove module a: Operation not permitted'
another_kernel

check 'a kernel that cannot unload'
cp proc/modules saved
echo 'a 16384 - - Live 0x0000000000000000' >proc/modules
run rmmod a
fails
complains 'rmmod: ERROR: Module unloading is not supported'
untouched
cp saved proc/modules

check 'strange names are only names'
for name in '' . .. / a/b ../module/a --nothing; do
	run rmmod -- "$name"
	fails
	untouched
done
run rmmod "$(head -c 300 /dev/zero | tr '\0' x)"
fails
says '^rmmod: ERROR: Module x{300} is not currently loaded$'
run rmmod "$(printf 'a\nb')"
fails
complains 'rmmod: ERROR: Module a\x0ab is not currently loaded'

check 'without /proc/modules the kernel decides'
rm proc/modules
run rmmod a
succeeds
traces 'delete_module(a, O_NONBLOCK) = 0'

check 'no name'
run rmmod
fails
complains 'rmmod: ERROR: missing module name.'

finish
