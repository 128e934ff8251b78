#!/bin/sh
# SPDX-License-Identifier: 0BSD
# /sbin/modprobe -q -- NAME with a bare environment: what a name may say then.
. "$(dirname "$0")/../../lib.sh"

new_root
module usbserial alias=fs-usb alias='devname:snd/timer'
module slow fake_delay=100 alias=net-pf-99
index
cp lib/modules/$release/kernel/usbserial.ko .

check 'a name is never a path'
for name in /usbserial /usbserial.ko ./usbserial.ko ../usbserial.ko usbserial.ko kernel/usbserial.ko \
	/lib/modules/$release/kernel/usbserial.ko; do
	request "$name"
	fails
	silent
	untouched
done

check 'but a slash in an alias is one'
request devname:snd/timer
succeeds
silent
traces 'finit_module(usbserial, "", 0) = 0'

check 'options of a name are none'
for name in -r --remove -c --all '' --; do
	request "$name"
	fails
	silent
	untouched
done

check 'a user may type a path'
run modprobe -r usbserial
run modprobe -q ./usbserial.ko
succeeds
traces 'finit_module(usbserial, "", 0) = 0'

check 'fifty at once'
shown='fifty requests'
: >.kernel/trace
: >"$scratch/failures"
left=50
while [ $left -gt 0 ]; do
	left=$((left - 1))
	{ request net-pf-99; [ "$code" = 0 ] || echo "$code" >>"$scratch/failures"; } &
done
wait
finish_run
live slow
holds test ! -s "$scratch/failures"
holds test "$(grep -c '^finit_module(slow.* = 0' .kernel/trace)" = 1

finish
