#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Files and folders that were made to hurt: depmod names them and goes on, and nothing else of the disk changes.
. "$(dirname "$0")/../../lib.sh"

fresh() {
	new_root
	tree=lib/modules/$release
	kernel=$tree/kernel
	touch $tree/modules.builtin $tree/modules.builtin.modinfo
	module good alias=fine
	good=$path
}
fresh

# digs FILE: whatever the file says, the other module is indexed, and nobody crashes over it.
digs() {
	run depmod
	[ "$code" = 0 ] || wrong "$1: exit code $code"
	grep -q '^kernel/good.ko:' $tree/modules.dep || wrong "$1: the other module is not listed"
	run modprobe --show-modversions "./$kernel/bad.ko"
	run modprobe --show-exports "./$kernel/bad.ko"
	run modinfo "./$kernel/bad.ko"
	# The kernel's trace and the words of so many runs are of no use.
	[ $failed = yes ] || : >"$record"
}

step=2
[ "$TOOL" = link ] || step=5
for class in 64 32; do
	check "every field of the header of a $class-bit file"
	# e_type ... e_shstrndx: two bytes at each place
	for at in $(seq 16 $((2 * step)) $((class == 64 ? 62 : 50))); do
		for value in 0000 0100 ffff; do
			module bad --class $class --export bad_symbol --need good_api --poke "$at:$value"
			digs "$at:$value"
		done
	done
done

check 'every field of the section headers'
module bad --export bad_symbol --need good_api=0x11
size=$(wc -c <$kernel/bad.ko)
table=$(od -A n -t u8 -j 40 -N 8 $kernel/bad.ko | tr -d ' ')
for at in $(seq "$table" $((8 * step)) $((size - 8))); do
	for value in ffffffffffffffff ffffff7f; do
		module bad --export bad_symbol --need good_api=0x11 --poke "$at:$value"
		digs "$at:$value"
	done
done

check 'strings without an end'
module bad --section '.modinfo=alias=x' --section '__ksymtab_strings=abc' --section '__versions=short'
digs 'no end'
module bad '--section' '.modinfo=\0\0=\0novalue\0=\0alias\0'
digs 'odd strings'
rm $kernel/bad.ko

check 'links that wait for the temporary files of a run'
echo precious >etc/precious
for each in $(seq 2000 40000); do
	ln -s ../../../etc/precious $tree/.depmod-new-$each-modules.dep
done 2>/dev/null
run depmod
succeeds
run cat etc/precious
prints precious
holds test ! -h $tree/modules.dep
run depmod
holds test -z "$(find $tree -name '.depmod*')"

check 'an output that is a link is replaced, and another name of the old file keeps it'
for file in modules.dep.bin modules.alias; do
	rm $tree/$file
	ln -s ../../../etc/precious $tree/$file
done
ln $tree/modules.symbols.bin $tree/second-name
cp $tree/second-name "$scratch/second-name"
module more
run depmod
succeeds
run cat etc/precious
prints precious
holds test ! -h $tree/modules.dep.bin
holds cmp $tree/second-name "$scratch/second-name"

check 'roots with paths of any length'
long=$(printf '%0250d' 0)
deep=.
for each in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
	deep=$deep/$long
done
for size in 3900 4060 4070 4080 4090 4094 4095 4096 4097; do
	for option in -A -a -n; do
		run depmod $option -b "$(echo "$deep" | cut -c 1-$size)" "$release"
		fails
		holds test -s "$err"
	done
done
[ $failed = yes ] || : >"$record"
run depmod -b "$(printf './%.0s' $(seq 300))." "$release"
succeeds
run depmod -b ./lib/../lib/.. "$release"
succeeds

check 'names of 255 bytes, deep in the tree'
mkdir deep
(
	cd deep || exit
	for each in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
		mkdir "$long" && cd "$long" || exit
	done
	cp "$root/$good" "$(printf '%0252d' 1).ko"
	cp "$root/$good" near.ko
)
mv deep $kernel/
run depmod
holds grep -q '^kernel/good.ko:' $tree/modules.dep
rm -rf $kernel/deep

check 'memory ends at any call: the old files, or the new ones'
if [ "$TOOL" = shipped ]; then
	fresh
	run depmod
	cp -a $tree before
	module new alias=new depends=good as=xz
	cp -a $tree "$scratch/start"
	run depmod
	cp -a $tree after
	calls='mmap,brk,mremap'
	count=$(strace -o /dev/stdout -e trace=$calls "$built/ours/depmod" -j 1 -b . "$release" | grep -c '(')
	for at in $(seq 1 "$count"); do
		rm -rf $tree
		cp -a "$scratch/start" $tree
		strace -o /dev/null -e inject=$calls:error=ENOMEM:when="$at"+ "$built/ours/depmod" -j 1 -b . "$release" >"$out" 2>"$err"
		code=$?
		want=before
		case $code in
		0) want=after ;;
		1) [ -s "$err" ] || wrong "call $at: no message" ;;
		*) wrong "call $at: exit code $code" ;;
		esac
		for file in dep dep.bin alias alias.bin symbols symbols.bin softdep devname; do
			cmp -s $tree/modules.$file $want/modules.$file || wrong "call $at: modules.$file is not that of $want"
		done
	done
	# An end of memory is an end at once: what it leaves the next run sweeps.
	run depmod
	holds test -z "$(find $tree -name '.depmod*')"
fi

finish
