#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Answers of the kernel that end the attempt: there is no second call. insmod and modprobe say why.
. "$(dirname "$0")/../../lib.sh"

new_root
module plain
module packed as=xz
index
plain=lib/modules/$release/kernel/plain.ko
packed=lib/modules/$release/kernel/packed.ko.xz

for error in EEXIST EPERM EACCES ENOKEY EKEYREJECTED EBADMSG ENOPKG ENOENT ESRCH EBUSY ETXTBSY ENOMEM EFBIG EINVAL \
	ENOEXEC ENODEV EIO; do
	check "insmod, plain: $error"
	another_kernel fail finit_module '*' '*' $error
	run insmod $plain
	fails
	as_stored
	holds test "$(wc -l <"$calls")" = 1
done

for error in EEXIST EPERM EACCES ENOKEY EKEYREJECTED EBADMSG ENOPKG ENOENT ESRCH EBUSY ETXTBSY ENOMEM EFBIG ENODEV EIO; do
	check "insmod, unpacked by the kernel: $error"
	another_kernel compression xz
	kernel fail finit_module '*' '*' $error
	run insmod $packed
	fails
	as_stored
	holds test "$(wc -l <"$calls")" = 1
done

for error in EEXIST EPERM ENOKEY EKEYREJECTED ENOENT EBUSY EINVAL ENOEXEC ENODEV; do
	check "insmod, unpacked here: $error"
	another_kernel fail init_module '*' '*' $error
	run insmod $packed
	fails
	as_stored
	holds test "$(wc -l <"$calls")" = 1
done

for error in EPERM ENOKEY EKEYREJECTED EINVAL ENOEXEC ENODEV EIO; do
	check "modprobe: $error"
	another_kernel fail finit_module '*' '*' $error
	run modprobe plain
	fails
	as_stored
done

check 'modprobe: EEXIST is what was wanted'
another_kernel
module quick
index
run modprobe quick
run modprobe quick
succeeds
silent
untouched

check 'modprobe: EEXIST of another loader too'
another_kernel fail finit_module quick2 1 EEXIST
module quick2
index
run modprobe quick2
succeeds
silent

finish
