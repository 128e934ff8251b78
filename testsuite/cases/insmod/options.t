#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# insmod's options, those of others included that old scripts use.
. "$(dirname "$0")/../../lib.sh"

new_root
module m in=.

check 'options may follow'
run insmod m.ko -f
succeeds
calls 'IGNORE_VERMAGIC'
run rmmod m

check 'old options are accepted and do nothing'
run insmod -p -q m.ko
succeeds
traces 'finit_module(m, "", 0) = 0'
run rmmod m

check '-v says nothing on the straight way'
run insmod -v m.ko
succeeds
silent
run rmmod m

check '-v tells of a way that did not work'
module packed in=. as=crc64
kernel compression xz
run insmod -v packed.ko.xz
succeeds
complains "insmod: INFO: 'packed.ko.xz': Invalid argument: the kernel may not know this kind of compression; trying init_module"
run rmmod packed
another_kernel

check '-s prints nothing on standard error'
run insmod -s nothing.ko
fails
silent

check 'unknown options'
run insmod -Z m.ko
fails
complains "insmod: invalid option -- 'Z'"
run insmod --nothing m.ko
fails
complains "insmod: unrecognized option '--nothing'"
untouched

finish
