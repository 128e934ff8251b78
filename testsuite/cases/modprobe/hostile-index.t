#!/bin/sh
# SPDX-License-Identifier: 0BSD
# An index that is cut or changed at any byte: an answer or an error, at once. The text stands beside it.
. "$(dirname "$0")/../../lib.sh"

LIMIT=3
new_root
module base alias=pci:v00008086d0000153[3-6]sv*
module main depends=base alias=fs-main
module other alias=fs-other
index
tree=lib/modules/$release
expected="insmod /$tree/kernel/base.ko 
insmod /$tree/kernel/main.ko "

# one by one: without the supervisor, for there are many, and nothing is loaded
ask() {
	case $TOOL in
	shipped) (ulimit -v 65536 && timeout -k 1 $LIMIT "$built/ours/modprobe" -d . -S "$release" -C /dev/null "$@") ;;
	*) run modprobe -C /dev/null "$@" >/dev/null && cat "$out" ;;
	esac >"$scratch/answer" 2>"$scratch/complaint"
	code=$?
	not_crashed
}

# answered FILE AT: as it was, or not found; never something else.
answered() {
	sed -i -e 's|/\./|/|' -e "s|$root/*|/|" "$scratch/answer"
	case $code in
	0) [ "$(cat "$scratch/answer")" = "$expected" ] || wrong "$1 $2: another answer: $(cat "$scratch/answer")" ;;
	1) [ -s "$scratch/complaint" ] || wrong "$1 $2: no message" ;;
	esac
}

step=1
[ "$TOOL" = shipped ] || step=13
for file in modules.dep.bin modules.alias.bin; do
	cp $tree/$file "$scratch/$file"
	size=$(wc -c <$tree/$file)
	name=main
	[ $file = modules.dep.bin ] || name=fs-main

	check "$file cut at every byte"
	for at in $(seq 0 $step "$((size - 1))"); do
		head -c "$at" "$scratch/$file" >$tree/$file
		ask -D $name
		answered $file "$at"
	done

	check "$file with a wrong byte at every place"
	for at in $(seq 0 $step "$((size - 1))"); do
		for byte in '\377' '\000' a; do
			cp "$scratch/$file" $tree/$file
			printf "$byte" | dd of=$tree/$file bs=1 seek="$at" conv=notrunc 2>/dev/null
			ask -D $name
			[ $code != 0 ] || ask -R pci:v00008086d00001534sv1
		done
	done
	cp "$scratch/$file" $tree/$file
done

check 'a node with more children than there are letters'
printf '\260\007\364\127\000\002\000\001\040\000\000\014\003\000' >$tree/modules.alias.bin
ask -D main
run modprobe -C /dev/null -c
succeeds

check 'names with many stars'
stars=$(head -c 1000 /dev/zero | tr '\0' '*')
rm $tree/modules.alias.bin
printf 'alias %sz main\nalias a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b other\n' "$stars" >$tree/modules.alias
run modprobe -q -R "$(head -c 4000 /dev/zero | tr '\0' a)"
fails
configure "alias ${stars}y main"
run modprobe -q -R "$(head -c 4000 /dev/zero | tr '\0' a)"
fails
run modprobe -q -R "$(head -c 4000 /dev/zero | tr '\0' '[')"
fails

check 'a path of modules.dep that leads out of the directory is none, an absolute one is an external module'
new_root
module outside in=else
mkdir -p image/lib/modules/$release/kernel image/else
cp else/outside.ko image/lib/modules/$release/kernel/inside.ko
printf '%s\n' '../../../../else/outside.ko:' 'kernel/inside.ko: ../../../../else/outside.ko' '/else/external.ko:' \
	>image/lib/modules/$release/modules.dep
run modprobe -d image -D outside
fails
says_not 'insmod'
run modprobe -d image -D inside
says_not 'else/outside'
run modprobe -d image -D external
succeeds
prints 'insmod /else/external.ko '

finish
