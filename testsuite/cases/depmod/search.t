#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# depmod.d, and which of two modules of one name is taken.
. "$(dirname "$0")/../../lib.sh"

new_root
tree=lib/modules/$release
touch $tree/modules.builtin $tree/modules.builtin.modinfo
for folder in kernel updates extra kernel/x; do
	module m in="$tree/$folder" "alias=$folder"
done
module other depends=m
mkdir -p etc/depmod.d

# takes FOLDER LINE...: by these lines of depmod.d, the module in FOLDER is the one.
takes() {
	folder=$1
	shift
	printf '%s\n' "$@" >etc/depmod.d/test.conf
	run depmod
	succeeds
	run grep -E '^kernel/other' $tree/modules.dep
	prints "kernel/other.ko: $folder/m.ko"
}

check 'updates counts before all others'
takes updates '# nothing'

check 'search: the first folder that is named'
takes extra 'search extra updates built-in'
takes extra 'search extra' 'search updates'
takes kernel/x 'search kernel/x updates'
takes updates 'search nothing updates built-in extra'

check 'search: a part of a name is no folder'
takes updates 'search upd ext updates built-in extra'

check 'override counts before search'
takes kernel/x 'search updates' 'override m * kernel/x'
takes updates 'search updates built-in' 'override m ^5 kernel/x'
takes extra 'search updates built-in' 'override m ^6\.1\.0-(test|x)$ extra'
takes extra 'override m * kernel' 'override m * extra'

check 'exclude: folders that are not entered'
takes extra 'search updates extra' 'exclude updates'

check 'include and make_map_files are nothing'
takes updates 'include /x' 'make_map_files yes'
run depmod
silent

check 'a line that is not known is named, the others count'
printf 'nonsense here\nsearch extra\n' >etc/depmod.d/test.conf
run depmod
succeeds
says "test.conf:1: ignoring bad line starting with 'nonsense'"
run grep -c extra/m.ko $tree/modules.dep
prints 2

check 'a file in /etc hides its namesake'
mkdir -p usr/lib/depmod.d
echo 'search updates' >etc/depmod.d/test.conf
echo 'search extra' >usr/lib/depmod.d/test.conf
run depmod
run grep -c extra/m.ko $tree/modules.dep
fails

check 'a link to /dev/null hides, too'
ln -sf /dev/null etc/depmod.d/test.conf
run depmod
run grep -c extra/m.ko $tree/modules.dep
fails
rm etc/depmod.d/test.conf
run depmod
run grep -c extra/m.ko $tree/modules.dep
prints 2
rm -r usr/lib/depmod.d

check '-C: files and folders instead'
mkdir conf
echo 'search extra' >conf/a.conf
echo 'search kernel/x' >conf/readme
echo 'search updates' >etc/depmod.d/test.conf
run depmod -C conf
run grep -c extra/m.ko $tree/modules.dep
prints 2
run depmod -C conf/readme
run grep -c kernel/x/m.ko $tree/modules.dep
prints 2
run depmod -C nothing
succeeds
rm etc/depmod.d/test.conf

check 'external: folders outside of the tree'
case $TOOL in
link) far=$root/opt/drivers ;;
*) far=/opt/drivers ;;
esac
mkdir -p opt/drivers
module ext in=opt/drivers/sub depends=m
module m in=opt/drivers
takes updates "external * $far"
run grep -c "^$far/sub/ext.ko: updates/m.ko$" $tree/modules.dep
prints 1
takes updates "external ^5 $far" 'search external updates'
echo "external 6 $far" >etc/depmod.d/test.conf
echo 'search external updates' >>etc/depmod.d/test.conf
run depmod
run grep -c "^kernel/other.ko: $far/m.ko$" $tree/modules.dep
prints 1

finish
