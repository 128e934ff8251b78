#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# What stands in the files that depmod writes.
. "$(dirname "$0")/../../lib.sh"

# fresh: an empty root whose kernel has nothing built in.
fresh() {
	new_root
	tree=lib/modules/$release
	touch $tree/modules.builtin $tree/modules.builtin.modinfo
}

fresh
module raid6 in="lib/modules/$release/kernel/lib"
module libcrc depends= alias=crypto-crc
module btrfs-fs depends=raid6,libcrc alias=fs-btrfs alias=devname:btrfs-control alias=char-major-10-234 \
	'softdep=pre: crc32c post: other' weakdep=helper
module pci-card 'alias=pci:v00008086d0000[0-9]*sv*-x' depends=libcrc as=xz --weak raid6_api --weak nobody_api
built_in ext-four alias=fs-ext4 alias=net-[a-c]-x

check 'text files'
run depmod
succeeds
for name in dep alias softdep weakdep devname; do
	run cat $tree/modules.$name
done
run sort $tree/modules.symbols
as_stored

check 'the module that is listed first has priority'
printf 'kernel/b.ko\nkernel/a.ko\nkernel/b.ko\n' >$tree/modules.order
module a alias=both
module b alias=both
printf 'kernel/b.ko\nkernel/a.ko\nkernel/b.ko\n' >$tree/modules.order
run depmod
succeeds
run modprobe -R both
prints 'b
a'

check 'sizes of the indexes'
run_script "for each in $tree/modules.*.bin; do echo \"\$(wc -c <\$each) \${each##*/}\"; done"
as_stored

check 'of two that export a symbol, the last has it'
module one --export twice
module two --export twice
module user --need twice
rm -f $tree/modules.order
printf 'kernel/%s.ko\n' one two user >$tree/modules.order
run depmod
succeeds
run grep -E '^kernel/user|twice' $tree/modules.dep $tree/modules.symbols
prints "$tree/modules.dep:kernel/user.ko: kernel/two.ko
$tree/modules.symbols:alias symbol:twice two"

check 'both classes, both byte orders, all forms of versions'
fresh
for each in '64 little x86_64 section table' '32 little arm absolute both' '64 big s390 section extended' '32 big ppc none table'; do
	set -- $each
	module "m$1$2" --class "$1" --order "$2" --machine "$3" --crc "$4" --versions "$5" alias=all --need other_api
done
module other
run depmod
succeeds
silent
run cat $tree/modules.dep
as_stored

check 'strings outside of .modinfo mean nothing'
fresh
module plain '--section' '.rodata=\0alias=lie\0depends=lie\0'
run depmod
run cat $tree/modules.alias
prints '# Aliases extracted from modules themselves.'

check 'symbols that the kernel or the linker provides need nobody'
fresh
module ppc --need .TOC. --need _GLOBAL_OFFSET_TABLE_ --need __this_module --need .dotted --weak nobody
module other --export dotted
: >map
run depmod -e -F map
succeeds
silent
run cat $tree/modules.dep
as_stored

check 'aliases of any length and with any spelling'
fresh
long=$(head -c 600 /dev/zero | tr '\0' x)
module odd "alias=$long" 'alias=of:N*T(null)C4.10a-b' alias=auxiliary:core.eth 'alias=a[b-c]-d' 'alias=br[oken'
run depmod
succeeds
complains 'depmod: WARNING: Unmatched bracket in br[oken'
run modprobe -R "$long"
prints odd
run modprobe -R auxiliary:core.rdma
fails
run modprobe -R ac_d
prints odd

check 'softdeps without keyword, and empty ones, are written as they are'
fresh
module odd 'softdep=cifs gcm' softdep= softdep=pre:
run depmod
run cat $tree/modules.softdep
as_stored

check 'device nodes without numbers, or with too few'
fresh
module none alias=devname:x
module few alias=devname:y 'alias=char-major-10-*'
module good alias=block-major-7-3 alias=char-major-10-3 alias=devname:a/b
run depmod
succeeds
run cat $tree/modules.devname
prints '# Device nodes to trigger on-demand module loading.
good a/b c10:3'

check 'device nodes that lead out of /dev are none'
fresh
module up alias=devname:../etc/passwd alias=char-major-1-1
module root alias=devname:/etc/passwd alias=char-major-1-1
module nothing alias=devname: alias=char-major-1-1
run depmod
says 'malformed'
run cat $tree/modules.devname
prints ''

check 'no lists of built-in modules: no noise, empty files'
new_root
module a
run depmod
silent
run_script "cat $tree/modules.builtin.bin $tree/modules.builtin.alias.bin | wc -c"
prints 0

check 'odd lists of built-in modules'
fresh
module a
printf 'kernel/a/foo-bar.ko\n\nnoext\r\nlast.ko' >"$tree/modules.builtin"
printf 'foo_bar.alias=x-y\0nodot\0.alias=z\0foo_bar.alias=\0foo_bar.alias=br[\0foo_bar.alias=cut' >"$tree/modules.builtin.modinfo"
run depmod
succeeds
run modprobe -D foo_bar
prints 'builtin foo_bar'
run modprobe -D x-y
prints 'builtin foo_bar'
run modprobe -D last
prints 'builtin last'
run modprobe -D cut
fails

finish
