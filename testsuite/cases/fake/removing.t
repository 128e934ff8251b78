#!/bin/sh
# SPDX-License-Identifier: 0BSD
# The fake kernel removes modules as a real one does, and several processes see one kernel.
. "$(dirname "$0")/../../lib.sh"

new_root

check 'not loaded'
run call delete nothing
prints ENOENT

check 'held open'
module held fake_references=1
run call finit "$path"
run call delete held 0x800
prints EAGAIN
run call delete held 0xa00
prints 0
traces 'delete_module(held, O_NONBLOCK|O_TRUNC) = 0'

check 'without an exit'
module for_ever --no-exit
run call finit "$path"
run call delete for_ever 0x800
prints EBUSY
holds grep -q '^for_ever 16384 0 \[permanent\], Live' proc/modules
kernel without force_unload
run call delete for_ever 0xa00
prints EBUSY
another_kernel
run call delete for_ever 0xa00
prints 0

check 'on its way'
module slow fake_delay=300 fake_exit_delay=300
run_script "call finit $path & sleep 0.1; cat sys/module/slow/initstate; call delete slow; call finit $path; wait"
says '^coming$'
calls '^finit_module\(slow, "", 0\) = 0'
calls '^delete_module\(slow, 0\) = -EBUSY'
calls '^finit_module\(slow, "", 0\) = -EEXIST'

check 'on its way out'
run_script "call delete slow & sleep 0.1; call finit $path; wait"
calls '^finit_module\(slow, "", 0\) = -EBUSY'
absent slow

check 'a failure on its way'
module doomed fake_delay=200 fake_init=ENODEV
run_script "call finit $path & sleep 0.1; call finit $path; wait"
calls '^finit_module\(doomed, "", 0\) = -ENODEV'
calls '^finit_module\(doomed, "", 0\) = -EBUSY'

check 'a module that waits for what it needs'
module base fake_delay=200
base=$path
module user depends=base
run_script "call finit $base & sleep 0.1; call finit $path; wait"
live base user

check 'many at once: one loads it'
module one
run_at_once 12 call finit "$path"
succeeds
ok_count=$(grep -c '= 0$' "$calls")
holds test "$ok_count" = 1
holds test "$(grep -c EEXIST "$calls")" = 11

finish
