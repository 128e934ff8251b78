#!/bin/sh
# SPDX-License-Identifier: 0BSD
# All files appear, or none; nothing else does.
. "$(dirname "$0")/../../lib.sh"

new_root
tree=lib/modules/$release
module a alias=one
module b depends=a

# left: nothing that a run needs on its way lies about.
left() {
	holds test -z "$(find $tree -name '.depmod*')"
}

check 'readable for all, whatever the umask'
umask 077
run depmod
umask 022
succeeds
run_script "ls -l $tree/modules.dep $tree/modules.dep.bin $tree/modules.devname | cut -c 1-10 | sort -u"
prints '-rw-r--r--'

check 'what would not change is not written'
find $tree -name 'modules.*' -printf '%p %i %C@\n' | sort >"$scratch/before"
run depmod
find $tree -name 'modules.*' -printf '%p %i %C@\n' | sort >"$scratch/after"
holds cmp "$scratch/before" "$scratch/after"
module c alias=new
run depmod
find $tree -name 'modules.*' -printf '%p %i %C@\n' | sort >"$scratch/after"
comm -13 "$scratch/before" "$scratch/after" | sed 's/ .*//; s/.*modules/modules/' >"$scratch/changed"
same 'what changed' "$scratch/changed" 'modules.alias
modules.alias.bin
modules.dep
modules.dep.bin
modules.order
modules.symbols
modules.symbols.bin'

check 'a link is replaced, not followed'
echo precious >etc/precious
ln -sf ../../../etc/precious $tree/modules.dep
run depmod
succeeds
run cat etc/precious
prints precious
holds test ! -h $tree/modules.dep

check 'another name of the old file keeps the old contents'
ln $tree/modules.dep $tree/copy
module d
run depmod
succeeds
holds grep -q kernel/d.ko $tree/modules.dep
run grep -c kernel/d.ko $tree/copy
fails
rm $tree/copy

check 'what a killed run left is swept'
touch $tree/.depmod-new-123-modules.dep $tree/.depmod-old-456-modules.dep.bin
run depmod
succeeds
left

check 'a folder in the place of a file: the old set stays'
rm -f $tree/kernel/d.ko
cp -a $tree "$scratch/kept"
rm $tree/modules.dep.bin
mkdir $tree/modules.dep.bin
run depmod
fails
says "could not replace '/$tree/modules.dep.bin'"
left
rmdir $tree/modules.dep.bin
cp -a "$scratch/kept/modules.dep.bin" $tree/
for each in dep alias symbols.bin; do
	holds cmp $tree/modules.$each "$scratch/kept/modules.$each"
done

check 'no /proc, no /sys'
rm -rf proc sys
run depmod
succeeds
silent
holds grep -q '^kernel/b.ko: kernel/a.ko' $tree/modules.dep
mkdir proc sys
touch proc/modules

check 'several at once'
module e
run_at_once 20 depmod
succeeds
left
run depmod --verify
succeeds
silent

check '--verify says what is missing, stale or damaged'
run depmod --verify
succeeds
silent
rm $tree/modules.softdep
echo 'alias x y' >>$tree/modules.alias
printf '\260\007\364\127\0\002\0\001\377\377\377\377' >$tree/modules.alias.bin
run depmod --verify
fails
complains "depmod: ERROR: '/$tree/modules.alias' is stale
depmod: ERROR: '/$tree/modules.alias.bin' is damaged
depmod: ERROR: '/$tree/modules.softdep' is missing"
holds test ! -e $tree/modules.softdep

check 'the same files from any number of processes'
run depmod -j 1
cp -a $tree "$scratch/one"
for count in 2 3 16; do
	rm -f $tree/modules.*[a-z]
	cp "$scratch/one/modules.order" $tree/
	run depmod -j $count
	succeeds
	holds diff -r $tree "$scratch/one"
done

check 'the same files in any language, time zone and with any umask'
for words in LC_ALL=de_DE.UTF-8 LC_ALL=tr_TR.UTF-8 TZ=Asia/Kolkata 'LANG=C.UTF-8 TZ=UTC+11'; do
	rm -f $tree/modules.*[a-z]
	cp "$scratch/one/modules.order" $tree/
	run_script "umask 027; $words depmod"
	succeeds
	holds diff -r $tree "$scratch/one"
done

check 'many folders, shared by any number of processes'
for each in $(seq 100); do
	mkdir -p "$tree/kernel/many/$each/below" "$tree/updates/$each"
	ln $tree/kernel/a.ko "$tree/kernel/many/$each/n$each.ko"
	ln $tree/kernel/a.ko "$tree/kernel/many/$each/below/same.ko"
	ln $tree/kernel/a.ko "$tree/updates/$each/n$((each / 2)).ko"
done
: >$tree/kernel/many/17/below/bad.ko
for count in 1 2 5; do
	rm -f $tree/modules.*[a-z]
	run depmod -j $count
	succeeds
	says "1 of 107 module files are left out"
	rm -rf "$scratch/j$count"
	mkdir "$scratch/j$count"
	cp $tree/modules.*[a-z] "$scratch/j$count/"
done
holds diff -r "$scratch/j1" "$scratch/j2"
holds diff -r "$scratch/j1" "$scratch/j5"
holds grep -q '^updates/50/n25.ko:' $tree/modules.dep
holds grep -q '^kernel/many/1/below/same.ko:' $tree/modules.dep
rm -rf $tree/kernel/many $tree/updates

check 'the same files from any order of the folders'
rm -rf "$scratch/copy"
mkdir "$scratch/copy"
(cd $tree && find . -type f | sort -r | cpio --quiet -pdm "$scratch/copy")
rm -f "$scratch/copy"/modules.*[a-z]
rm -rf $tree
cp -a "$scratch/copy" $tree
rm -f $tree/modules.order
run depmod
(cd $tree && find . -type f | sort | cpio --quiet -pdm "$scratch/copy2" 2>/dev/null || cp -a . "$scratch/copy2")
rm -rf $tree
cp -a "$scratch/copy2" $tree
cp -a $tree "$scratch/first"
run depmod
holds diff -r $tree "$scratch/first"

finish
