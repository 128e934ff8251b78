#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# rmmod and the kernel: what is asked for, and what is not even tried.
. "$(dirname "$0")/../../lib.sh"

new_root
module a
module b-c depends=a
module busy fake_references=2
module stays --no-exit
built_in unix
for name in a b-c busy stays; do
	mv "lib/modules/$release/kernel/$name.ko" .
	run insmod $name.ko
done
index

check 'a module, by any spelling'
run rmmod b-c
as_stored

check 'by its file'
run insmod b-c.ko
run rmmod ./b-c.ko
as_stored

check 'used by another'
run insmod b-c.ko
run rmmod a
as_stored

check 'used by something'
run rmmod busy
as_stored

check 'by force'
run rmmod -f busy
run rmmod -f stays
as_stored

check 'for ever'
run insmod stays.ko
run rmmod stays
as_stored

check 'not loaded'
run rmmod nothing
as_stored

check 'built in'
run rmmod unix
as_stored

check 'all of several are tried'
run rmmod nothing b_c a
as_stored
absent b_c a

check 'the kernel says no'
run insmod a.ko
for error in EPERM EBUSY EAGAIN ENOSYS; do
	another_kernel fail delete_module a 1 $error
	run rmmod a
done
as_stored

check 'gone in the meantime'
another_kernel fail delete_module a 1 ENOENT
run rmmod a
as_stored

check 'no name'
run rmmod
as_stored

finish
