#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# The options of depmod.
. "$(dirname "$0")/../../lib.sh"

# at PATH: this path of the root, absolute, as the tool sees it.
at() {
	case $TOOL in
	link) echo "$root/$1" ;;
	*) echo "/$1" ;;
	esac
}

new_root
module a
module b depends=a
tree=lib/modules/$release
touch $tree/modules.builtin $tree/modules.builtin.modinfo

check 'the release may stand anywhere'
run depmod -n "$release" -v
succeeds
says '^kernel/b.ko: kernel/a.ko$'

check 'what is no release'
run depmod foo
fails
complains 'depmod: ERROR: Bad version passed foo'
run depmod -b . 6
fails
run depmod "$(at "$tree/kernel/a.ko")"
fails

check 'a release that is not there'
run depmod 9.9.9
fails
says 'could not open directory /lib/modules/9.9.9: No such file or directory'
holds test ! -e lib/modules/9.9.9

check '-n prints the text files and writes nothing'
rm -f $tree/modules.dep*
run depmod -n
succeeds
as_stored
holds test ! -e $tree/modules.dep
holds test ! -e $tree/modules.dep.bin

check '--dry-run, --show, -a'
for option in --dry-run --show '-a -n' --all\ --show; do
	# shellcheck disable=SC2086
	run depmod $option
	succeeds
	says '^kernel/b.ko: kernel/a.ko$'
done

check '-v tells who needs whom'
run depmod -v
succeeds
says "/$tree/kernel/b.ko needs \"a_api\": /$tree/kernel/a.ko"

check '-o writes elsewhere, into a folder that is made'
rm -f $tree/modules.dep* $tree/modules.alias*
run depmod -o else/where
succeeds
holds test -s "else/where/$tree/modules.dep.bin"
holds test ! -e $tree/modules.dep

check '-m and -b, from a relative path too'
mkdir -p sub/mods
cp -a "$tree" sub/mods/
run depmod -b "$(at sub)" -m /mods "$release"
succeeds
holds test -s "sub/mods/$release/modules.dep.bin"
run depmod -b sub -m mods -v "$release"
succeeds
says "^/sub/mods/$release/kernel/b.ko needs"

check 'files by name instead of the tree'
run depmod -n "$release" "$(at "$tree/kernel/b.ko")"
succeeds
says '^kernel/b.ko:$'
says_not kernel/a.ko
run depmod -n "$release" b.ko
fails
says 'b.ko: not absolute path.$'
run depmod -n "$release" /nothing.ko
fails
says '/nothing.ko: No such file or directory$'

check 'old options are accepted and do nothing'
run depmod -q -r -u
succeeds
silent

check '-e needs a list of symbols'
run depmod -e
succeeds
says '^depmod: WARNING: -e needs -E or -F$'

check '-e -F: symbols that nobody exports'
module c --need one --need two --need a_api --weak three
echo '0000000000000000 r __ksymtab_two' >map
run depmod -e -F map
succeeds
complains "depmod: WARNING: /$tree/kernel/c.ko needs unknown symbol one"
run depmod -e -F nothing
fails

check '-e: one line a module, with -v one a symbol'
module d --need three --need four --need five
run depmod -e -F map
succeeds
says 'd.ko needs unknown symbol three and 2 more$'
run depmod -v -e -F map
says 'd.ko needs unknown symbol three$'
says 'd.ko needs unknown symbol four$'
says 'd.ko needs unknown symbol five$'

check '-e -E: versions that differ'
rm -f $tree/kernel/[cd].ko
module e --need one=0x11 --need two=0x22
printf '0x00000011\tone\tvmlinux\tEXPORT_SYMBOL\n0x00000023\ttwo\tvmlinux\tEXPORT_SYMBOL_GPL\n' >symvers
printf '0x00000022\tthree\tdrivers/x\tEXPORT_SYMBOL\n' >>symvers
run depmod -e -E symvers
succeeds
complains "depmod: WARNING: /$tree/kernel/e.ko disagrees about version of symbol two"
run depmod -E symvers
silent

check '-P leaves a character out'
module f --export _under
module g --need under
run depmod -P _
succeeds
run grep -E '^kernel/g|under' $tree/modules.dep $tree/modules.symbols
prints "$tree/modules.dep:kernel/g.ko: kernel/f.ko
$tree/modules.symbols:alias symbol:under f"
run depmod -P ab
fails
says '\-P only takes a single char$'

check '-w reports what an index holds twice'
module h alias=same alias=same
run depmod -w
succeeds
says 'duplicate module alias: ?$|duplicate module alias: same h'

check 'a configuration that is not there is named'
run depmod -C nothing
succeeds
says 'nothing'

finish
