#!/bin/sh
# SPDX-License-Identifier: 0BSD
# modprobe on Linux 2.4: modules.conf and modules.dep, what is loaded around a module, and what is undone.
. "$(dirname "$0")/../../lib.sh"

# small NAME [NEED...]: a module that exports NAME_api and calls those of others.
small() {
	name=$1
	own=$(echo "$1" | tr - _)
	shift
	body=
	{
		echo 'INFO("kernel_version=2.4.37"); INFO("license=GPL"); PARAM(io, "i"); int io;'
		for need; do
			echo "int ${need}_api(void);"
			body="$body ${need}_api();"
		done
		echo "int ${own}_api(void); int ${own}_api(void) { return 0; } EXPORT(${own}_api);"
		echo "int init_module(void); int init_module(void) {$body return 0; }"
		echo 'void cleanup_module(void); void cleanup_module(void) {}'
	} | object "$name"
}

# conf LINE...: these are etc/modules.conf.
conf() {
	printf '%s\n' "$@" >etc/modules.conf
}

# loaded MODULE...: the fake kernel has them.
loaded() {
	for each; do
		grep -q "^$each " proc/modules || wrong "not loaded: $each"
	done
}

# request_24 NAME: modprobe as the kernel itself calls it.
request_24() {
	shown="the kernel calls: /sbin/modprobe -s -k -- $1"
	: >.kernel/trace
	case $TOOL in
	link) go env -i "FAKE_KERNEL=$root" HOME=/ TERM=linux "$built/link/modprobe" -s -k -- "$1" ;;
	*) go env -i HOME=/ TERM=linux PATH=/sbin:/usr/sbin:/bin:/usr/bin /sbin/modprobe -s -k -- "$1" ;;
	esac >"$out" 2>"$err" </dev/null
	code=$?
	finish_run
	not_crashed
}

modules_24() {
	small base
	small fat base
	small vfat fat base
	small ne
	small ne-diag ne
	small isa-pnp
	small alone
	object broken <<-'END'
		INFO("kernel_version=2.4.37"); INFO("license=GPL");
		int nobody_has_this(void); int base_api(void);
		int init_module(void) { base_api(); return nobody_has_this(); }
	END
	conf
	index
}

for mode in '' 'without query_module'; do
	new_root_24 $mode
	modules_24

	check "what a module needs is loaded first, and goes with it, ${mode:-with query_module}"
	run modprobe vfat io=1
	succeeds
	silent
	run modprobe vfat
	succeeds
	run modprobe -r vfat
	succeeds
	as_stored

	check "the kernel's own call, ${mode:-with query_module}"
	request_24 vfat
	succeeds
	as_stored
	run modprobe -r vfat
done

# The door of `link` needs one more variable, which the kernel does not give.
if [ "$TOOL" != link ]; then
	check 'the kernel asks for strange names'
	for name in '-C/etc/passwd' 'a=b' 'v*' ../vfat nothing; do
		request_24 "$name"
		fails
		silent
		untouched
	done
fi

check 'nothing there'
run modprobe nothing
fails
complains "modprobe: Can't locate module nothing"
run modprobe
fails
complains 'modprobe: Nothing to load ???'

check 'aliases, off and null'
conf 'alias fs-x vfat' 'alias no off' 'alias nil null' 'alias a b' 'alias b a' 'alias vfat vfat' 'options fs-x io=1' \
	'options vfat io=2' 'alias lost nobody'
run modprobe -n fs-x io=3
run modprobe no
fails
silent
run modprobe nil
succeeds
silent
run modprobe a
fails
run modprobe lost
fails
as_stored

check 'above, below and commands'
conf 'below ne isa-pnp' 'above ne ne-diag nothing' 'pre-install ne echo PRE' 'post-install ne echo POST' \
	'pre-remove ne echo RPRE' 'post-remove ne echo RPOST'
run modprobe -v ne
succeeds
run modprobe -r -v ne
succeeds
as_stored

check 'install and remove in place of it'
conf 'install ne echo "in $MODPROBE_MODULE"' 'remove ne echo out' 'install bad false'
run modprobe ne
succeeds
prints 'in ne'
untouched
run modprobe -v bad
fails
as_stored
run modprobe -r ne
succeeds
prints out

check 'the first of a probe, all of a probeall'
conf 'probe eth nothing broken ne alone' 'probeall all broken ne alone' 'probe none nothing broken'
run modprobe eth
succeeds
run modprobe -r eth
succeeds
run modprobe all
succeeds
run modprobe -r all
succeeds
run modprobe none
fails
as_stored
absent base ne alone

check 'a failure is undone'
conf 'below broken alone'
run modprobe broken
fails
as_stored
run modprobe base
run modprobe broken
fails
loaded base
run modprobe -r base

check 'names that options give'
conf 'options dummy0 -o dummy0 io=5' 'alias dummy0 alone' 'alias dummy1 alone' 'insmod_opt=-q' 'options -k ne io=7'
run modprobe -k dummy0
succeeds
run modprobe dummy1
succeeds
loaded dummy0 dummy1
run modprobe -k -n ne
as_stored
run modprobe -r dummy0 dummy1

check 'several modules with their parameters'
conf
run modprobe -n ne io=1 alone 'io="1 2"' vfat
as_stored

check 'patterns and types'
run modprobe -l
run modprobe -l 'v*'
prints '/lib/modules/2.4.37/kernel/vfat.o'
run modprobe -l -t kernel 'n*'
run modprobe -l -t erne
prints ''
run modprobe -n 'n*'
run modprobe -n -a 'n*'
as_stored

check 'what nobody used goes'
new_root_24
modules_24
conf 'pre-remove ne echo ne goes' 'post-remove ne echo ne went' 'post-remove alone echo no'
kernel used ne
run modprobe -k ne
run modprobe alone
run modprobe -r
run modprobe -r
as_stored
run modprobe -r alone ne

check 'a module that modules.dep does not know'
run modprobe alone
mv "lib/modules/$release/modules.dep" dep
echo >"lib/modules/$release/modules.dep"
run modprobe alone
succeeds
run modprobe -r alone
succeeds
calls 'delete_module.*alone.* = 0'
run modprobe -r alone
fails
rm "lib/modules/$release/modules.dep"
run modprobe alone
fails
as_stored
mv dep "lib/modules/$release/modules.dep"

finish
