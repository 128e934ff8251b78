#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34 busybox
# What depmod programs got wrong once, or still do. The exit code and what the index says count here, not the words.
. "$(dirname "$0")/../../lib.sh"

fresh() {
	new_root
	tree=lib/modules/$release
	kernel=$tree/kernel
	touch $tree/modules.builtin $tree/modules.builtin.modinfo
}

# lists FILE...: these modules are in modules.dep, and no others.
lists() {
	cut -d : -f 1 $tree/modules.dep | sort >"$scratch/listed"
	same modules.dep "$scratch/listed" "$(printf 'kernel/%s\n' "$@" | sort)"
}

# needs MODULE FILE...: what its line in modules.dep names, in any order.
needs() {
	sed -n "s|^[^:]*/$1\.ko[^:]*: *||p" $tree/modules.dep | tr ' ' '\n' | sort >"$scratch/needs"
	shift
	same 'what it needs' "$scratch/needs" "$(printf '%s\n' "$@" | sort)"
}

check 'a dangling link: the others are indexed'
fresh
module good
ln -s nowhere $kernel/bad.ko
run depmod
succeeds
holds grep -q '^kernel/good.ko:' $tree/modules.dep

check 'a circle: what is not in it is indexed, and it is a failure'
fresh
module a depends=b
module b depends=c
module c depends=a
module ok
run depmod
fails
lists ok.ko

check 'a module before a circle that is not in it'
fresh
module a depends=b
module b depends=c
module c depends=b
module ok
run depmod
fails
lists ok.ko

check 'two circles that share a way'
fresh
module a depends=b
module b depends=c,d
module c depends=a
module d depends=a
module ok
module ok2 depends=ok
run depmod
fails
lists ok.ko ok2.ko

check 'a module that needs its own symbol'
fresh
module self --need self_api
module ok
run depmod
holds grep -q '^kernel/ok.ko:' $tree/modules.dep

for damage in 'empty' 'a text' 'cut' 'cut and compressed' 'a wrong sum'; do
	check "a bad module is left out: $damage"
	fresh
	module good depends=other
	module other
	case $damage in
	empty) : >$kernel/bad.ko ;;
	'a text') echo hello >$kernel/bad.ko ;;
	cut) head -c 700 $kernel/good.ko >$kernel/bad.ko ;;
	'cut and compressed') xz -c $kernel/good.ko | head -c 200 >$kernel/bad.ko.xz ;;
	'a wrong sum')
		xz -c --check=crc32 $kernel/good.ko >$kernel/bad.ko.xz
		size=$(wc -c <$kernel/bad.ko.xz)
		printf x | dd of=$kernel/bad.ko.xz bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
		;;
	esac
	run depmod
	succeeds
	lists good.ko other.ko
	needs good kernel/other.ko
done

check 'the same index from plain, gz, xz and zst, but for the paths'
for form in plain gz xz zst; do
	fresh
	as=as=$form
	[ $form != plain ] || as=
	# shellcheck disable=SC2086
	module first $as alias=pci:v1 --export extra
	module second $as depends=first alias=pci:v2 softdep='pre: third' --need extra
	module third $as
	sort -r $tree/modules.order >order
	cat order >$tree/modules.order
	run depmod
	succeeds
	sed -i 's/\.ko\.[a-z]*/.ko/g' $tree/modules.dep
	cat $tree/modules.alias $tree/modules.symbols >"$scratch/index-$form"
	sort $tree/modules.dep >>"$scratch/index-$form"
	holds cmp "$scratch/index-plain" "$scratch/index-$form"
done

check 'modules.order names plain files, the tree has compressed ones'
fresh
module b as=xz alias=both
module a as=zst alias=both
printf 'kernel/b.ko\nkernel/nothing.ko\nkernel/a.ko\n' >$tree/modules.order
run depmod
succeeds
run modprobe -n -v both
holds test "$(sed -n 's|.*/\([ab]\)\.ko.*|\1|p' "$out" | tr -d '\n')" = ba

check 'no modules.order: the order of the paths'
fresh
for name in z m a k b y c x; do
	module $name alias=all
done
rm $tree/modules.order
run depmod
succeeds
grep '^alias all' $tree/modules.alias >"$scratch/order"
same 'the order' "$scratch/order" 'alias all a
alias all b
alias all c
alias all k
alias all m
alias all x
alias all y
alias all z'

check 'a module in updates takes the place of that in the kernel, for those who need it too'
fresh
module ma
module mb depends=ma
module ma in=$tree/updates
run depmod
succeeds
needs mb updates/ma.ko
run grep -c /ma.ko: $tree/modules.dep
prints 1

check 'what others need is listed with all that it needs itself'
fresh
module a
module b depends=a
module c depends=b
module d depends=c
run depmod
succeeds
needs d kernel/c.ko kernel/b.ko kernel/a.ko

check 'an alias of 200000 bytes'
fresh
long=$(head -c 100000 /dev/zero | tr '\0' x)
{
	printf '%s\n' -o "$kernel/odd.ko" odd license=GPL
	echo "alias=$long$long"
} | "$built/bin/mkko" -
echo kernel/odd.ko >$tree/modules.order
run depmod
succeeds
holds test "$(grep '^alias x' $tree/modules.alias | wc -c)" = 200011

check 'an alias with a dot is not cut there'
fresh
module one alias=auxiliary:core.eth
module two alias=auxiliary:core.rdma
run depmod
succeeds
run modprobe auxiliary:core.eth
succeeds
live one
absent two

check 'a range in an alias: all that is in it, and nothing else'
fresh
module m 'alias=usb:v13FDp3940d0[0-2]*dc*'
run depmod
succeeds
for digit in 0 1 2; do
	run modprobe usb:v13FDp3940d0${digit}33dc01
	succeeds
	live m
	run modprobe -r m
done
run modprobe usb:v13FDp3940d0333dc01
fails
absent m

check 'strings outside of .modinfo are none'
fresh
module plain '--section' '.rodata=\0alias=lie\0depends=lie\0'
module lie
run depmod
succeeds
needs plain
holds test "$(grep -c lie $tree/modules.alias)" = 0

check 'a release that is none'
run depmod foo
fails
run depmod 6
fails

check 'a folder that cannot be written to is a failure'
if [ "$TOOL" != link ] && [ "$(id -u)" = 0 ]; then
	fresh
	module a
	mkdir full
	if mount -t tmpfs none full 2>/dev/null; then
		cp -a lib full/
		mount -o remount,ro full
		run depmod -b /full "$release"
		fails
		umount full
	fi
fi

check 'no /proc, no /sys'
fresh
module a
module b depends=a
rm -rf proc sys
run depmod
succeeds
needs b kernel/a.ko

finish
