#!/bin/sh
# SPDX-License-Identifier: 0BSD
# What other module tools got wrong once, or still do.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module main depends=base alias=by-alias softdep='pre: pre'
module pre
module post
module weak weakdep='weak2 pre'
module weak2 weakdep=weak
module lone
built_in unix
index
tree=lib/modules/$release
cp -a $tree "$scratch/good"
again() {
	rm -rf $tree
	cp -a "$scratch/good" $tree
}

check 'softdeps of the module are a file "modules.softdep": of two lines the one in the first file counts'
echo 'softdep main post: post' >etc/modprobe.d/a.conf
run modprobe main
succeeds
traces 'finit_module(base, "", 0) = 0
finit_module(main, "", 0) = 0
finit_module(post, "", 0) = 0'
run modprobe -r main
mv etc/modprobe.d/a.conf etc/modprobe.d/o.conf
run modprobe main
succeeds
traces 'finit_module(base, "", 0) = 0
finit_module(pre, "", 0) = 0
finit_module(main, "", 0) = 0'
run modprobe -r -a main post
rm etc/modprobe.d/o.conf

check 'weak dependencies in a circle: nothing is loaded for them'
configure 'weakdep lone weak' 'weakdep weak lone'
run modprobe -a weak lone
succeeds
traces 'finit_module(weak, "", 0) = 0
finit_module(lone, "", 0) = 0'
run modprobe -r -a weak lone
configure

check 'an alias that leads to itself'
configure 'alias main main' 'alias a b' 'alias b a'
run modprobe -D main
succeeds
says main.ko
run modprobe a
fails
configure

check '-n opens no module'
for each in $tree/kernel/*.ko; do
	: >"$each"
done
run modprobe -n main
succeeds
says '^insmod .*/main.ko'
untouched
again

check 'versions by name and by path'
module versions --need one=0x11 --need two=0x22
index
for way in versions "$tree/kernel/versions.ko" "./$tree/kernel/versions.ko"; do
	run modprobe --show-modversions "$way"
	succeeds
	prints '0x00000011	one
0x00000022	two'
done
again

check 'standard output that is closed'
run_script 'modprobe -D lone >&-'
fails
run_script 'modprobe -c >&-'
fails

check 'no standard error: messages go to syslog'
if [ "$TOOL" = shipped ]; then
	# shellcheck disable=SC2016
	perl -e 'use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die; bind($s, pack_sockaddr_un("dev/log")) or die; $| = 1;
		print "ready\n"; alarm 10; recv($s, my $text, 9999, 0); print "$text\n"' >"$scratch/log" &
	while ! grep -q ready "$scratch/log"; do sleep 0.05; done
	run_script 'modprobe nothing 2>&-'
	fails
	wait
	holds grep -q 'modprobe.*Module nothing not found in directory' "$scratch/log"
fi

check 'modules.dep: lines that go on, direct needs only, absolute paths'
new_root
mkdir -p opt
module far in=opt
far=/opt
[ "$TOOL" != link ] || far=$root/opt
module deep
module mid depends=deep
module top depends=mid,far
index
tree=lib/modules/$release
rm -f $tree/modules.*.bin
printf '%s\n' 'kernel/deep.ko:' 'kernel/mid.ko: \' '	kernel/deep.ko' '' 'kernel/top.ko: kernel/mid.ko \' " $far/far.ko" \
	"$far/far.ko:" >$tree/modules.dep
run modprobe top
succeeds
live deep mid far top

check 'a module that is another kind of file than its name says'
new_root
for kind in zst.xz xz.gz gz.zst plain.xz zst.plain; do
	module "$(echo $kind | tr . _)" as=$kind
done
module twice as=gz
mv lib/modules/$release/kernel/zst_plain.ko.plain lib/modules/$release/kernel/zst_plain.ko 2>/dev/null
index
run modprobe -a zst_xz xz_gz gz_zst plain_xz zst_plain
succeeds
silent
live zst_xz xz_gz gz_zst plain_xz zst_plain

check 'several names of which one is not there'
run modprobe -r -a zst_xz xz_gz gz_zst
run modprobe -a zst_xz nope xz_gz
fails
live zst_xz xz_gz

finish
