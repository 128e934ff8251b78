#!/bin/sh
# SPDX-License-Identifier: 0BSD
# The module directory in all its forms, good and bad.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module main depends=base alias=by-alias in=lib/modules/$release/kernel/drivers
module packed as=gz
built_in unix alias=net-pf-1
index
tree=lib/modules/$release
rm -rf good
cp -a $tree good
again() {
	rm -rf $tree
	cp -a good $tree
}
expected="insmod /$tree/kernel/base.ko 
insmod /$tree/kernel/drivers/main.ko "
works() {
	run modprobe -D by-alias
	succeeds
	prints "$expected"
	run modprobe -D unix
	succeeds
	prints 'builtin unix'
}

check 'binary indexes only'
rm $tree/modules.dep $tree/modules.alias $tree/modules.symbols $tree/modules.builtin
works

check 'text files only'
again
rm $tree/*.bin
works

check 'text files with carriage returns, tabs, empty lines'
sed -i -e 's/: /:\t/' -e 's/$/\r/' -e '$a\\r\n' $tree/modules.dep $tree/modules.alias
works

check 'no index at all: a note, and a search'
again
rm $tree/modules.*
printf 'kernel/unix.ko\n' >$tree/modules.builtin
works

for file in modules.dep.bin modules.alias.bin modules.builtin.bin; do
	check "$file is damaged"
	for size in 0 4 12 40; do
		again
		truncate -s $size $tree/$file
		works
	done
	again
	head -c 300 /dev/zero | tr '\0' x >$tree/$file
	works
done

check 'a file that was packed since'
again
gzip $tree/kernel/base.ko
gunzip $tree/kernel/packed.ko.gz
run modprobe base
succeeds
silent
live base
run modprobe packed
succeeds
live packed

check 'somewhere else'
again
mkdir -p other/lib/modules
mv $tree other/lib/modules/7.7.7
run modprobe -d other -S 7.7.7 -D by-alias
succeeds
prints "$(echo "$expected" | sed "s|/$tree|/other/lib/modules/7.7.7|")"
run modprobe -d other/ -S 7.7.7 -D by-alias
succeeds
prints "$(echo "$expected" | sed "s|/$tree|/other/lib/modules/7.7.7|")"

finish
