#!/bin/sh
# SPDX-License-Identifier: 0BSD
# --trusted-only: configuration and index files that somebody else could have written are refused.
. "$(dirname "$0")/../../lib.sh"

new_root
module one parmtype=a:int parmtype=b:int
configure 'options one a=1'
index
conf=etc/modprobe.d/test.conf
tree=lib/modules/$release

# refused PATH REASON: that is said, with exit code 1, and nothing is done.
refused() {
	run modprobe --trusted-only one
	fails
	complains "modprobe: FATAL: '/$1' is not to be trusted: $2"
	untouched
}

check 'all is as it should be'
run modprobe --trusted-only one
succeeds
silent
live one

check 'a configuration file that others can write'
run modprobe -r one
for mode in 666 664; do
	chmod $mode $conf
	refused $conf 'others can write to it'
done
chmod 644 $conf

check 'without the option it is read'
chmod 666 $conf
run modprobe one
succeeds
live one
chmod 644 $conf
run modprobe -r one

check 'a configuration file of another user'
if chown 12345 $conf 2>/dev/null; then
	refused $conf 'it belongs to another user'
	chown 0 $conf
fi

check 'a configuration file that is a link'
mv $conf etc/real
echo 'secret words' >>etc/real
ln -s ../real $conf
refused $conf 'it is a symbolic link'
holds test "$(wc -l <"$err")" = 1
run modprobe -n one
complains "modprobe: WARNING: /$conf line 2: ignoring bad line starting with 'secret'"
rm $conf
mv etc/real $conf

check 'a link to /dev/null only masks'
ln -s /dev/null etc/modprobe.d/masked.conf
run modprobe --trusted-only one
succeeds
run modprobe -r one

check 'a folder of the configuration'
chmod 777 etc/modprobe.d
refused etc/modprobe.d 'others can write to it'
chmod 755 etc/modprobe.d
mkdir -p run
ln -s ../etc/modprobe.d run/modprobe.d
refused run/modprobe.d 'it is a symbolic link'
rm run/modprobe.d

check 'a file that is masked is not read, and does not count'
mkdir -p run/modprobe.d
: >run/modprobe.d/test.conf
chmod 666 run/modprobe.d/test.conf
run modprobe --trusted-only one
succeeds
run modprobe -r one
rm -r run/modprobe.d

check 'what -C names'
echo 'options one b=1' >etc/other
chmod 666 etc/other
run modprobe --trusted-only -C /etc/other one
[ "$TOOL" = link ] || fails
[ "$TOOL" = link ] || complains "modprobe: FATAL: '/etc/other' is not to be trusted: others can write to it"
run modprobe -q -r one

check 'an index that others can write'
for name in modules.dep.bin modules.alias.bin modules.softdep modules.builtin; do
	touch $tree/$name
	chmod 666 $tree/$name
	refused $tree/$name 'others can write to it'
	chmod 644 $tree/$name
done

check 'an index that is a link'
mv $tree/modules.dep.bin etc/index
ln -s /etc/index $tree/modules.dep.bin
refused $tree/modules.dep.bin 'it is a symbolic link'
rm $tree/modules.dep.bin
ln -s /nowhere $tree/modules.dep.bin
refused $tree/modules.dep.bin 'it is a symbolic link'
rm $tree/modules.dep.bin
mv etc/index $tree/modules.dep.bin

check 'the module directory'
chmod 775 $tree
refused $tree 'others can write to it'
chmod 755 $tree

check 'with -q, too, but without a word'
chmod 666 $conf
run modprobe -q --trusted-only one
fails
silent
untouched

check 'by the environment, as for the calls of the kernel'
run_script 'MODPROBE_OPTIONS=--trusted-only modprobe one'
fails
untouched
run_script 'modprobe --trusted-only -D one; modprobe --trusted-only -c; modprobe --trusted-only -r one'
says_not insmod
says_not options
chmod 644 $conf

check 'symbols of a module: there is no configuration then'
run modprobe --trusted-only --show-exports one
succeeds

check 'neither configuration nor module directory'
rm -r etc/modprobe.d $tree
run modprobe --trusted-only one
fails
complains "modprobe: FATAL: Module one not found in directory /$tree"

finish
