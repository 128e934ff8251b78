#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Many names in one process.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module one depends=base alias='fake:one*' alias='fake:both*'
module two depends=base alias='fake:two*' alias='fake:both*'
module absent-device fake_init=ENODEV alias='fake:absent*'
module slow fake_delay=50
index
request_all() {
	shown="modprobe $* <names"
	: >.kernel/trace
	go modprobe "$@" <names >"$out" 2>"$err"
	code=$?
	finish_run
}

check 'each module once, a failure once'
run modprobe -a fake:one1 fake:absent1 fake:both fake:absent2 fake:two one two base
fails
complains "modprobe: ERROR: could not insert 'absent_device': No such device"
traces 'finit_module(base, "", 0) = 0
finit_module(one, "", 0) = 0
finit_module(absent_device, "", 0) = -ENODEV
finit_module(two, "", 0) = 0'

check 'what an alias may not load, its name may'
run modprobe -r -a one two
configure 'blacklist one'
run modprobe -a fake:one1 one
succeeds
silent
live one
configure

check 'each time is not the first time'
run modprobe -r one
run modprobe -a --first-time one one
fails
complains "modprobe: ERROR: could not insert 'one': Module already in kernel"

check 'a failure does not stop'
run modprobe -r -a one two
run modprobe -a nothing one nothing-else two
fails
complains "modprobe: WARNING: Module nothing not found in directory /lib/modules/$release
modprobe: WARNING: Module nothing-else not found in directory /lib/modules/$release"
live one two

check 'shown as often as it is meant, with the options of the alias that it is meant by'
configure 'options one a=1' 'options fake:one3 b=2' 'install two echo $CMDLINE_OPTS'
run modprobe -a -D fake:one1 one fake:one3 fake:one1 two fake:both nothing fake:two
fails
one="insmod /lib/modules/$release/kernel/base.ko 
insmod /lib/modules/$release/kernel/one.ko a=1 "
two="insmod /lib/modules/$release/kernel/base.ko 
install echo \$CMDLINE_OPTS "
prints "$one
$one
${one}b=2 
$one
$two
$one
$two
$two"

check 'a long list is shown without a gap'
seq -f 'fake:one%g' 10 999 >names
request_all -D --stdin
succeeds
holds test "$(grep -cxF "insmod /lib/modules/$release/kernel/one.ko a=1 " "$out")" = 990
holds test "$(wc -l <"$out")" = 1980
configure

check 'what is there is not shown'
run modprobe -r -a one two
run modprobe one
run modprobe -n -v -a one fake:both fake:absent1 part-of-nothing
fails
prints "insmod /lib/modules/$release/kernel/two.ko 
insmod /lib/modules/$release/kernel/absent-device.ko "
untouched

check 'names on standard input, by lines'
run modprobe -r -a one two
printf 'fake:one\n\nnothing\nfake:two' >names
request_all -q -b --stdin
fails
silent
live one two

check 'names on standard input, with NUL bytes'
run modprobe -r -a one two
printf 'fake:one\0fake:two\0' >names
request_all -a --stdin -v
succeeds
prints "insmod /lib/modules/$release/kernel/base.ko 
insmod /lib/modules/$release/kernel/one.ko 
insmod /lib/modules/$release/kernel/two.ko "

check 'after those of the command line'
run modprobe -r -a one two
echo fake:two >names
request_all --stdin one
succeeds
traces 'finit_module(base, "", 0) = 0
finit_module(one, "", 0) = 0
finit_module(two, "", 0) = 0'

check 'none at all'
: >names
request_all --stdin
succeeds
silent

check 'they are names, never paths'
run modprobe -r -a one two
echo "/lib/modules/$release/kernel/one.ko" >names
request_all --stdin
fails
untouched

check 'ten thousand that nobody knows'
seq 10000 | sed 's/$/-nothing/' >names
request_all -q --stdin
fails
silent

check 'an input without end is refused'
head -c 17000000 /dev/zero >names
request_all --stdin
fails
complains 'modprobe: ERROR: could not read standard input: File too large'

finish
