#!/bin/sh
# SPDX-License-Identifier: 0BSD
# -j: several modules at the same time. Which of them comes first is only certain where one waits for another.
. "$(dirname "$0")/../../lib.sh"

new_root
module base fake_delay=30
module bad depends=base fake_init=ENODEV
module good depends=base fake_delay=30
module top depends=bad,good,base
module left depends=base alias='fake:sides'
module right depends=base alias='fake:sides'
module both depends=left,right,base
module other alias='fake:other*'
module before
module after depends=base
module tail
module params param=x:int
index

# once MODULE...: each was given to the kernel once, with success.
once() {
	for each in "$@"; do
		holds test "$(grep -c "^finit_module($each," "$calls")" = 1
		calls "^finit_module\($each, .*\) = 0\$"
	done
}

# line ERE: the number of the first line of the trace that matches.
line() {
	grep -nE -m 1 "$1" "$calls" | cut -d : -f 1
}

# in_order MODULE...: they ended in this order.
in_order() {
	last=0
	for each in "$@"; do
		number=$(line "^finit_module\($each,|^$each ends")
		holds test "${number:-0}" -gt "$last"
		last=${number:-0}
	done
}

check 'a diamond: what it needs once, and first'
run modprobe -j 4 both
succeeds
silent
once base left right both
in_order base left both
in_order base right both

check 'a side of a diamond fails: the top is not tried, the other side is there'
run modprobe -r both
run modprobe -j 4 top
fails
complains "modprobe: ERROR: could not insert 'top': No such device"
explains 'cause: init: bad: its init returned ENODEV: No such device; the driver found no hardware'
once base good
calls_not '^finit_module\(top'

check 'all names are one graph: each module once, each failure told, in the order of the names'
run modprobe -r good
run modprobe -a -j 4 top nothing both fake:sides bad fake:other1 good base fake:other2
fails
complains "modprobe: WARNING: Module nothing not found in directory /lib/modules/$release
modprobe: ERROR: could not insert 'top': No such device
modprobe: ERROR: could not insert 'bad': No such device"
once base good left right both other
holds test "$(grep -c '^finit_module(bad' "$calls")" = 1

check 'names on standard input'
run modprobe -r -a both good other
printf 'both\ngood\nfake:other\n' >names
shown='modprobe --stdin --jobs=3 <names'
: >.kernel/trace
go modprobe --stdin --jobs=3 <names >"$out" 2>"$err"
code=$?
finish_run
succeeds
once base left right both good other

check 'what is there already is left alone'
run modprobe -a -j 4 both good other
succeeds
silent
untouched

check '-v: whole lines, each before what waits for it'
run modprobe -r -a both good other
run modprobe -v -j 4 both
succeeds
holds test "$(wc -l <"$out")" = 4
holds test "$(sed -n 1p "$out")" = "insmod /lib/modules/$release/kernel/base.ko "
holds test "$(sed -n 4p "$out")" = "insmod /lib/modules/$release/kernel/both.ko "

check '-n and -D print what they print without it'
run modprobe -r -a both
run modprobe -D -a both top
cp "$out" "$scratch/alone"
run modprobe -D -j 4 -a both top
holds cmp "$out" "$scratch/alone"
run modprobe -n -a both top
cp "$out" "$scratch/alone"
run modprobe -n -j 4 -a both top
holds cmp "$out" "$scratch/alone"
untouched

check '-r: one after the other'
run modprobe -a both good
run modprobe -r -j 4 -a both good
succeeds
silent
absent base left right both good

check 'parameters, and what the kernel remarks on them'
run modprobe -j 4 params x=1
succeeds
once params
calls '^finit_module\(params, "x=1"'
run modprobe -r params
run modprobe -j 4 params y=1
succeeds
explains "note: parameter: params has no parameter 'y'"
run modprobe -r params
configure 'options bad y=1'
run modprobe -a -j 4 bad params
fails
says 'cause: init: its init returned ENODEV'
says_not 'note:'
run modprobe -r -a params base
configure

check 'softdeps: those before it, it, those after it'
configure 'softdep other pre: before post: after tail'
run modprobe -j 4 other
succeeds
once before other base after tail
in_order before other after
in_order other tail

check 'softdeps of what is needed'
run modprobe -r -a other after tail before
configure 'softdep left pre: before post: tail'
run modprobe -a -j 4 both other
succeeds
once before left tail right both base other
in_order before left tail
in_order before left both

check 'a softdep that fails does not matter'
run modprobe -r -a both other tail before
configure 'softdep other pre: bad'
run modprobe -j 4 other
succeeds
silent
in_order bad other
live other

check 'it fails: what a softdep wants behind it is not tried, but if it was asked for'
run modprobe -r other base
configure 'softdep bad post: tail'
run modprobe -q -j 4 bad
fails
absent tail
run modprobe -q -a -j 4 bad tail
fails
live tail
in_order bad tail

check 'softdeps in a circle end'
run modprobe -r tail base
configure 'softdep other pre: before post: tail' 'softdep before pre: other' 'softdep tail post: other before'
run modprobe -a -j 4 tail before other
succeeds
once other before tail

check '-i: neither its install command nor its softdeps'
run modprobe -r -a other before tail
configure 'softdep other pre: before' 'install other false'
run modprobe -i -j 4 other
succeeds
traces 'finit_module(other, "", 0) = 0'

check 'at the same time: two commands that wait for each other'
run modprobe -r other
configure 'install left : >/tmp/left; until [ -e /tmp/right ]; do :; done' \
	'install right : >/tmp/right; until [ -e /tmp/left ]; do :; done'
[ "$TOOL" != link ] || sed -i "s|/tmp/|$root/tmp/|g" etc/modprobe.d/test.conf
run modprobe -a -j 2 left right
succeeds
silent

check 'not more at the same time than asked for'
command='echo $MODPROBE_MODULE begins >>$MODULE_TRACE; sleep 0.1; echo $MODPROBE_MODULE ends >>$MODULE_TRACE'
configure "install left $command" "install right $command" "install before $command" "install tail $command"
run modprobe -a -j 2 left right before tail
succeeds
holds test "$(awk '/begins/ { n++ } / ends/ { n-- } n > most { most = n } END { print most }' "$calls")" -le 2
holds test "$(grep -c ' ends' "$calls")" = 4

check 'a command that fails'
configure 'install left exit 3' 'install tail :'
run modprobe -a -j 4 both tail other
fails
complains "modprobe: ERROR: Error running install command 'exit 3' for module left: retcode 3
modprobe: ERROR: could not insert 'both': Invalid argument"
live other right
absent both

check 'it comes back when all is loaded, even after a failure'
run modprobe -r -a right other base
configure
module slow fake_delay=400
index
run modprobe -q -a -j 4 bad slow other
fails
live slow other

check 'a process that is killed in the middle of it'
run modprobe -r -a slow other
configure 'install bad kill -9 $PPID'
run modprobe -a -j 4 bad top other
fails
complains "modprobe: ERROR: could not insert 'bad': Input/output error
modprobe: ERROR: could not insert 'top': Input/output error"
explains 'cause: init: the process that loaded it ended with status 137
cause: init: bad: the process that loaded it ended with status 137'
live other good base
absent top
configure

check 'children that nobody waits for, as one may inherit it'
run modprobe -r -a other good
run_script "trap '' CHLD; exec modprobe -q -a -j 4 top other"
fails
live other good

check 'forbidden: nothing is loaded for that name, but for the others'
run modprobe -r -a other good
configure 'forbid left no left'
run modprobe -a -j 4 both other
fails
complains "modprobe: ERROR: could not insert 'both': Operation not permitted"
traces 'finit_module(other, "", 0) = 0'

check 'blacklisted: not by an alias'
run modprobe -r other
configure 'blacklist left'
run modprobe -a -j 4 fake:sides
succeeds
live right
absent left
configure

check '--first-time'
run modprobe -r right
run modprobe -a -j 4 --first-time other other
fails
complains "modprobe: ERROR: could not insert 'other': Module already in kernel"
live other

check 'several of them at once'
run modprobe -r other
run_at_once 4 modprobe -a -j 4 both good other
succeeds
silent
live base left right both good other

check 'one process, none, more than there are modules'
for jobs in 1 0 1000000; do
	run modprobe -r -a both
	run modprobe -j $jobs both
	succeeds
	silent
	live both
done

check '--explain and -R print what they print without it'
run modprobe -R -j 4 fake:sides
succeeds
prints 'left
right'
run modprobe --explain both
cp "$out" "$scratch/alone"
run modprobe --explain -j 4 both
succeeds
holds cmp "$out" "$scratch/alone"
untouched

check 'no number'
run modprobe -j many both
fails
complains "modprobe: invalid number 'many'"

finish
