#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Why a module stays: who has it, or what is known.
. "$(dirname "$0")/../../lib.sh"

new_root
module a in=.
module b in=. depends=a
module c in=. depends=a
module held in=. fake_references=2
module stays in=. --no-exit
for each in a b c held stays; do
	run insmod $each.ko
done

check 'used by modules'
run rmmod a
fails
complains 'rmmod: ERROR: Module a is in use by: c b'
explains 'cause: busy: it is used by: c b
try: modprobe -r c b a'

check 'used by something else'
run rmmod held
fails
complains 'rmmod: ERROR: Module held is in use'
explains 'cause: busy: it is in use 2 times, by processes or devices'

check 'permanent'
run rmmod stays
fails
explains 'cause: busy: it is permanent: no exit function'

check 'no right'
kernel unprivileged
mkdir -p proc/self
printf 'CapEff:\t0000000000000000\n' >proc/self/status
run rmmod c
fails
explains 'cause: permission: this process lacks CAP_SYS_MODULE
try: the same as root'

check 'what is not there needs no cause'
run rmmod nothing
fails
explains ''

finish
