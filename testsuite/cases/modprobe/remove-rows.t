#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34 busybox
# What modprobe -r does, row by row: only what reaches the kernel and the exit code count here.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module mid depends=base
module main depends=mid,base alias=by-alias
module second depends=base
module top depends=main,mid,base
module lone alias=by-lone
module lone2
module pre
module post
module post2
module held fake_references=1
built_in unix
index

# loaded NAME...: these, and no others.
loaded() {
	another_kernel
	: >.kernel/state
	: >proc/modules
	rm -rf sys/module
	mkdir sys/module
	configure
	run modprobe -a "$@"
}

# removed WORD...: the modules that went, in this order, and what commands said; with which flags is another matter.
removed() {
	sed -e 's/^delete_module(\(.*\), .*) = 0$/\1/' -e '/^delete_module/d' "$calls" | tr '\n' ' ' >"$scratch/removed"
	same 'what was removed' "$scratch/removed" "${*:+$* }"
}

check 'a module, and all that only it needed, the nearest first'
loaded main
run modprobe -r main
succeeds
removed main mid base

check 'a built-in module: a failure'
run modprobe -r unix
fails
untouched

check 'one that is not loaded: a success'
run modprobe -r lone
succeeds
silent
untouched

check 'one that is not loaded with --first-time: a failure'
run modprobe -r --first-time lone
fails
untouched

check 'one that nobody knows: a failure'
run modprobe -r nothing
fails
untouched

check 'softdeps: those after it first, the last one first, then it, then those before it'
loaded lone pre post post2
configure 'softdep lone pre: pre post: post post2'
run modprobe -r lone
succeeds
removed post2 post lone pre

check 'softdeps: failures do not count'
loaded lone held pre
configure 'softdep lone pre: pre nothing post: held unix'
run modprobe -r lone
succeeds
absent lone pre
live held

check 'holders first with --remove-holders, theirs before'
loaded top
run modprobe -r --remove-holders mid
succeeds
removed top main mid base

check '--remove-holders: a holder that stays ends it'
loaded top
another_kernel fail delete_module top '*' EBUSY
run modprobe -r --remove-holders mid
fails
calls '^delete_module\(top, .* = -EBUSY$'
removed
live top main mid base

check '--remove-holders alone means -r'
loaded lone
run modprobe --remove-holders lone
succeeds
absent lone

check 'in use by another module: a failure'
loaded main
run modprobe -r mid
fails
removed
live mid

check 'in use: with -f too'
run modprobe -r -f mid
fails
removed
live mid

check 'in use by something else: a failure'
loaded held
run modprobe -r held
fails
removed
live held

check 'by force: O_TRUNC'
loaded lone
run modprobe -r -f lone
succeeds
traces 'delete_module(lone, O_NONBLOCK|O_TRUNC) = 0'

check 'a remove command in its place'
loaded main
configure 'remove main echo "$MODPROBE_MODULE" >>$MODULE_TRACE; modprobe -r -i main'
run modprobe -r main
succeeds
removed main main mid base

check 'a remove command does not ask whether the module is loaded'
loaded pre
configure 'remove lone echo command >>$MODULE_TRACE'
run modprobe -r lone
succeeds
traces command

check 'a remove command leaves what the module needed'
loaded main
configure 'remove main echo command >>$MODULE_TRACE'
run modprobe -r main
succeeds
traces command
live base mid main

check 'a failing remove command: a failure'
configure 'remove main false'
run modprobe -r main
fails
untouched

check 'what others use stays, and that is no failure'
loaded main second
run modprobe -r main
succeeds
removed main mid
live second base

check 'what it needs and cannot go: no failure'
loaded main
another_kernel fail delete_module mid '*' EBUSY
run modprobe -r main
succeeds
absent main
live mid

check 'the kernel says no: a failure'
loaded lone
another_kernel fail delete_module lone '*' EPERM
run modprobe -r lone
fails
calls '^delete_module\(lone, .* = -EPERM$'
live lone

check '-w: again and again until it goes'
loaded lone
another_kernel fail delete_module lone 2 EAGAIN
run modprobe -r -w 1000 lone
succeeds
absent lone

check '-w: an end, and a failure'
loaded lone
another_kernel fail delete_module lone '*' EAGAIN
run modprobe -r -w 10 lone
fails
calls '^delete_module\(lone, O_NONBLOCK\) = -EAGAIN$'
live lone

check '-n reaches no kernel'
loaded main
run modprobe -r -n main
succeeds
untouched
live main

check 'several names: a module in use ends it'
loaded held lone
run modprobe -r held lone
fails
live held lone

check 'several names with -a: the others are tried'
loaded held lone lone2
run modprobe -r -a lone held lone2
fails
live held
absent lone lone2

check 'by an alias'
loaded lone
run modprobe -r by-lone
succeeds
absent lone

finish
