#!/bin/sh
# SPDX-License-Identifier: 0BSD
# One bad file in the tree is one warning.
. "$(dirname "$0")/../../lib.sh"

new_root
tree=lib/modules/$release
kernel=$tree/kernel
module good alias=fine
module packed as=xz
module zipped as=gz

# lists FILE...: these modules are indexed, and no other.
lists() {
	cut -d : -f 1 $tree/modules.dep | sort >"$scratch/listed"
	same modules.dep "$scratch/listed" "$(printf 'kernel/%s\n' "$@" | sort)"
}

# bad NAME TEXT: this file is named with a reason, and the others are indexed.
bad() {
	run depmod
	succeeds
	says "$2"
	says "'/$kernel/$1'"
	says 'WARNING: 1 of [0-9]+ module files are left out$'
	lists good.ko packed.ko.xz zipped.ko.gz
	rm -rf "${kernel:?}/$1"
}

check 'an empty file'
: >$kernel/bad.ko
bad bad.ko 'is empty'

check 'a text'
echo 'Not found' >$kernel/bad.ko
bad bad.ko 'is not an ELF file'

check 'truncated'
head -c 100 $kernel/good.ko >$kernel/bad.ko
bad bad.ko truncated
head -c 700 $kernel/good.ko >$kernel/bad.ko
bad bad.ko truncated

check 'truncated and compressed'
for each in packed.ko.xz zipped.ko.gz; do
	head -c 200 $kernel/$each >$kernel/bad.${each#*.}
	bad bad.${each#*.} 'could not unpack .*: truncated'
done

check 'a program'
module bad --type 2
bad bad.ko 'is not a relocatable ELF file'

check 'a dangling link'
ln -s nowhere $kernel/bad.ko
bad bad.ko 'No such file or directory'

check 'a FIFO, a device'
mkfifo $kernel/bad.ko
bad bad.ko 'not a regular file'
ln -s /dev/zero $kernel/bad.ko
bad bad.ko 'not a regular file'

check 'a name that no line can hold'
cp $kernel/good.ko "$kernel/$(printf 'ba\nd').ko"
run depmod
succeeds
says 'ba\\x0ad.ko'
lists good.ko packed.ko.xz zipped.ko.gz
rm "$kernel/$(printf 'ba\nd').ko"

check 'a bad file does not hide a good one of the same name'
mkdir $tree/updates
: >$tree/updates/good.ko
run depmod
succeeds
says "updates/good.ko' is empty"
lists good.ko packed.ko.xz zipped.ko.gz
rm -r $tree/updates

check '--strict: nothing is written'
: >$kernel/bad.ko
rm -f $tree/modules.*
run depmod --strict
fails
says 'ERROR: 1 of 4 module files are bad: nothing is written'
holds test ! -e $tree/modules.dep
holds test ! -e $tree/modules.dep.bin
rm $kernel/bad.ko
run depmod --strict
succeeds
silent

check 'a compression that is not built in is counted, exit code 1'
cp $kernel/good.ko $kernel/other.ko
printf 'BZh91AY&SY' >$kernel/bad.ko.bz2
mv $kernel/bad.ko.bz2 $kernel/bad.ko
run depmod
fails
says "bad.ko' is compressed with bzip2"
says 'ERROR: modules compressed in a way that this program was built without: 1'
rm $kernel/bad.ko $kernel/other.ko

check 'other files are no modules'
mkdir -p "$kernel/x.ko.d" $kernel/dir.ko $tree/build $tree/source
for each in a.kolor a.ko.txt .ko .hidden.ko KO x.ko.d/readme; do
	echo text >"$kernel/$each"
done
module inside in="$kernel/dir.ko"
module no in=$tree/build
module nor in=$tree/source
run depmod
succeeds
silent
lists good.ko packed.ko.xz zipped.ko.gz dir.ko/inside.ko
rm -r $tree/build $tree/source "$kernel/x.ko.d" $kernel/dir.ko $kernel/a.* $kernel/.ko $kernel/.hidden.ko

check 'links to files and folders are followed, in a circle too'
mkdir -p else/sub
module far in=else/sub
ln -s ../../../else $tree/extra
ln -s . $kernel/here
ln -s ../.. else/sub/up
run depmod
succeeds
silent
run grep -c '^extra/sub/far.ko:' $tree/modules.dep
prints 1
rm -rf else $tree/extra $kernel/here

check 'a deep tree'
deep=$kernel
for each in 1 2 3 4 5 6 7 8 9 10 11 12; do
	deep=$deep/a-folder-with-a-name-of-some-length-number-$each
done
module deep in="$deep"
run depmod
succeeds
silent
run grep -c '/deep.ko:' $tree/modules.dep
prints 1

check 'a circle: its members and who needs them are left out'
new_root
module a depends=b
module b depends=c
module c depends=a
module user depends=a
module below
module c2 depends=d2,below
module d2 depends=c2
module ok depends=below
run depmod
fails
complains 'depmod: ERROR: Cycle detected: a -> b -> c -> a
depmod: ERROR: Cycle detected: c2 -> d2 -> c2
depmod: ERROR: Found 5 modules in dependency cycles!
depmod: ERROR: 6 modules are left out: they are in a cycle or need one that is'
lists below.ko ok.ko

check 'a circle of one'
new_root
module self depends=self
module ok
run depmod
holds grep -q kernel/ok.ko $tree/modules.dep

check 'an exported symbol with a byte that no index holds'
new_root
module odd --export "$(printf 'odd\377 ')"
module ok
run depmod
succeeds
run grep symbol: $tree/modules.symbols
prints 'alias symbol:odd_api odd
alias symbol:ok_api ok'
lists odd.ko ok.ko

check 'a tree without modules'
new_root
run depmod
succeeds
silent
run cat $tree/modules.dep
prints ''

finish
