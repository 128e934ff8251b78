#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34 busybox
# What modprobe does with a name, row by row: only what reaches the kernel and the exit code count here.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module mid depends=base
module main depends=mid,base alias=by-alias alias=by-both parmtype=x:charp parmtype=y:int
module other alias=by-both
module pre
module post
module pre-of-mid
module newer in=lib/modules/$release/updates
module broken fake_init=ENODEV alias=by-some
module slow fake_delay=300
module after-broken alias=by-some
module needs-broken depends=broken,base
built_in unix alias=net-pf-1
index

clean() {
	configure "$@"
	another_kernel
	: >.kernel/state
	: >proc/modules
	rm -rf sys/module
	mkdir sys/module
}

loads='finit_module(base, "", 0) = 0
finit_module(mid, "", 0) = 0
finit_module(main, "", 0) = 0'

check 'a live module: a success, and nothing is done'
clean
run modprobe main
traces "$loads"
run modprobe main
succeeds
silent
untouched

check 'a live module with --first-time: a failure'
run modprobe --first-time main
fails
untouched

check 'a built-in module: a success'
clean
run modprobe unix
succeeds
untouched

check 'an alias of a built-in module: a success'
run modprobe net-pf-1
succeeds
untouched

check 'a built-in module with --first-time: a failure'
run modprobe --first-time unix
fails
untouched

check 'built in, and a file is there, too: the file'
clean
built_in newer
index
run modprobe newer
succeeds
live newer

check 'built in, as /sys shows, and a file was left behind: nothing is done'
clean
mkdir -p sys/module/newer/parameters
run modprobe newer
succeeds
silent
untouched

check 'the same with --first-time: a failure'
run modprobe --first-time newer
fails
untouched

check 'built in, and the kernel refuses the file: a success'
clean
kernel fail finit_module newer 1 ENOEXEC
run modprobe newer
succeeds
silent

check 'but not with --first-time'
clean
kernel fail finit_module newer '*' EEXIST
run modprobe --first-time newer
fails
complains "modprobe: ERROR: could not insert 'newer': Module already in kernel"

check 'what is not built in is a failure then'
clean
kernel fail finit_module other 1 ENOEXEC
kernel fail init_module other 1 ENOEXEC
run modprobe other
fails

check 'it begins to load, and is not to be seen in /sys as a module yet: it is loaded'
clean
mkdir sys/module/other
run modprobe other
succeeds
calls '^finit_module\(other'

check 'blacklisted: by name it is loaded'
clean 'blacklist main'
run modprobe main
succeeds
traces "$loads"

check 'blacklisted: by an alias it is skipped, silently'
clean 'blacklist main'
run modprobe by-alias
succeeds
silent
untouched

check 'blacklisted: with -b by its name too'
run modprobe -b main
succeeds
silent
untouched

check 'blacklisted: as what another module needs it is loaded'
clean 'blacklist base' 'blacklist mid'
run modprobe -b main
succeeds
traces "$loads"

check 'what it needs comes first, the deepest first of all'
clean
run modprobe by-alias
succeeds
traces "$loads"

check 'softdeps stand around it'
clean 'softdep main pre: pre post: post'
run modprobe main
succeeds
traces 'finit_module(base, "", 0) = 0
finit_module(mid, "", 0) = 0
finit_module(pre, "", 0) = 0
finit_module(main, "", 0) = 0
finit_module(post, "", 0) = 0'

check 'softdeps of what it needs stand around that'
clean 'softdep mid pre: pre-of-mid post: post'
run modprobe main
succeeds
traces 'finit_module(base, "", 0) = 0
finit_module(pre_of_mid, "", 0) = 0
finit_module(mid, "", 0) = 0
finit_module(post, "", 0) = 0
finit_module(main, "", 0) = 0'

check '-i: neither its install command nor its softdeps, but those of what it needs'
clean 'install main false' 'softdep main pre: pre post: post' 'softdep mid pre: pre-of-mid' \
	'install base echo command >>$MODULE_TRACE; modprobe -i base'
run modprobe -i main
succeeds
traces 'command
finit_module(base, "", 0) = 0
finit_module(pre_of_mid, "", 0) = 0
finit_module(mid, "", 0) = 0
finit_module(main, "", 0) = 0'

check 'softdeps in a circle end'
clean 'softdep main pre: pre' 'softdep pre pre: main post: pre' 'softdep base post: main'
run modprobe main
succeeds
live main pre mid base
holds test "$(grep -c '^finit_module(main' "$calls")" = 1

check 'a module that several ways lead to is loaded once'
clean 'softdep main pre: mid base pre' 'softdep pre pre: base'
run modprobe main
succeeds
holds test "$(grep -c '^finit_module(base' "$calls")" = 1
holds test "$(grep -c '^finit_module(mid' "$calls")" = 1

check 'what is there already is left out, but -D shows it'
clean
run modprobe mid
run modprobe main
succeeds
traces 'finit_module(main, "", 0) = 0'
run modprobe -D main
succeeds
untouched
says 'base.ko'
says 'mid.ko'

check 'an install command in place of the module'
clean 'install main echo "$MODPROBE_MODULE: $CMDLINE_OPTS" >>$MODULE_TRACE' 'options main y=1'
run modprobe main x=a
succeeds
traces 'finit_module(base, "", 0) = 0
finit_module(mid, "", 0) = 0
main: y=1 x=a'

check 'parameters: of the files, of the kernel command line, of the user, and those for this module only'
clean 'options main y=1' 'options mid x=0'
echo 'quiet main.y=2' >proc/cmdline
run modprobe main y=3
succeeds
calls '^finit_module\(mid, "x=0 ?", 0\) = 0$'
calls '^finit_module\(main, "y=1 y=2 y=3 ?", 0\) = 0$'
echo quiet >proc/cmdline

check 'EEXIST, for another one loads it at the same time: a success for both'
clean
run_at_once 2 modprobe slow
succeeds
live slow

check 'EEXIST with --first-time: a failure for one of them'
clean
run_at_once 2 modprobe --first-time slow
exits 1
live slow

check 'a failure of what it needs ends it'
clean
run modprobe needs-broken
fails
traces 'finit_module(base, "", 0) = 0
finit_module(broken, "", 0) = -ENODEV'

check 'and what was loaded before stays'
live base

check 'a failure of a softdep does not'
clean 'softdep main pre: broken post: nothing needs-broken'
run modprobe main
succeeds
live main

check 'a failing install command of a softdep does not'
clean 'softdep main pre: pre' 'install pre exit 3'
run modprobe main
succeeds
live main
absent pre

check 'an alias of several modules: all are tried, one failure is a failure'
clean
run modprobe by-some
fails
calls '^finit_module\(broken, "", 0\) = -ENODEV$'
live after_broken

check 'one word is a module, the others are its parameters'
clean
run modprobe other main
succeeds
calls '^finit_module\(other, "main ?", 0\) = 0$'
absent main

check '-a: all words are modules, a failure does not stop it'
clean
run modprobe -a other nothing pre
fails
live other pre

check '-n and -D reach no kernel'
clean 'install other echo command >>$MODULE_TRACE'
run modprobe -n main
succeeds
untouched
run modprobe -D main
succeeds
untouched
run modprobe -n other
succeeds
untouched

check 'forbidden: in all ways a failure, without a shell'
clean 'forbid mid' 'install mid echo command >>$MODULE_TRACE'
for way in mid -i\ mid main by-alias; do
	run modprobe $way
	fails
	untouched
done

finish
