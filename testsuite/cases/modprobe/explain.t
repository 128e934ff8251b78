#!/bin/sh
# SPDX-License-Identifier: 0BSD
# modprobe --explain: what a name stands for, which lines act, are lost or masked, and whether each step would work.
. "$(dirname "$0")/../../lib.sh"

new_root
module crc depends= alias=crypto-crc parmtype=level:int
module jbd2 depends=crc
module mbcache
module ext4 depends=jbd2,mbcache alias=fs-ext4 alias=fs-ext3 parmtype=debug:bool
module ext4-old alias=fs-ext3
module nic 'alias=pci:v00008086d*' alias=net-nic
module evil
module broken --need nobody
module bad 'vermagic=5.0.0 SMP '
module fw softdep='pre: crc post: mbcache'
built_in part alias=fs-part
index
mkdir -p usr/lib/modprobe.d run/modprobe.d lib/modprobe.d

# explained NAME...: nothing is loaded, and all is as it was.
explained() {
	run modprobe --explain "$@"
	untouched
}

check '1: no configuration'
explained ext4
succeeds
as_stored

check '2: an alias of an index; options by module and by alias'
configure 'options ext4 debug=1' 'options fs_ext4 debug=0' 'options jbd2 nothing=1'
explained fs-ext4
succeeds
as_stored

check '3: a masked file, and one that only masks'
configure 'options crc level=1'
echo 'options crc level=2' >usr/lib/modprobe.d/test.conf
echo 'install crc /bin/false' >lib/modprobe.d/other.conf
ln -s /dev/null run/modprobe.d/other.conf
explained crc
succeeds
rm usr/lib/modprobe.d/* lib/modprobe.d/* run/modprobe.d/*
as_stored

check '4: aliases of the configuration, with wildcards, before those of the index'
configure 'alias fs-* mbcache' 'alias fs-ext? jbd2' 'alias net-nic nic'
explained fs-ext4
succeeds
as_stored

check '5: a wildcard of the index; several modules of one alias'
configure
explained pci:v00008086d00001234sv00 fs-ext3
succeeds
as_stored

check '6: two softdep lines: the second is lost'
configure 'softdep ext4 pre: mbcache post: nic' 'softdep ext* pre: crc'
explained ext4
succeeds
as_stored

check '7: install commands: the first counts'
configure 'install jbd2 modprobe -i jbd2' 'install jb* /bin/false'
explained ext4
succeeds
as_stored

check '8: forbid'
configure 'forbid evil no good' 'softdep mbcache pre: evil' 'forbid jb*'
explained evil mbcache ext4
fails
explained --allow-forbidden evil
succeeds
as_stored

check '9: blacklist: by name, by alias'
configure 'blacklist ext4'
explained ext4
succeeds
explained fs-ext4
fails
explained -b ext4
fails
as_stored

check '10: what would fail, and the kernel command line'
configure 'options crc level=much'
echo 'crc.level=2 ro modprobe.blacklist=mbcache' >proc/cmdline
echo '0000000000000000 r __ksymtab_x' >proc/kallsyms
explained crc broken bad
fails
rm proc/kallsyms
echo ro >proc/cmdline
as_stored

check '-i takes neither command nor softdeps'
configure 'install ext4 /bin/false' 'softdep ext4 pre: nic'
explained -i ext4
succeeds
as_stored

check 'softdeps of the index; a module that is loaded; a built-in one'
configure
run modprobe crc
explained fw part fs-part
succeeds
as_stored

check 'an alias to nothing, and a name that nobody knows'
configure 'alias lost nowhere'
run modprobe --explain lost
fails
run modprobe --explain nonsense '['
fails
as_stored

check 'a symbol'
configure
explained symbol:crc_api
succeeds
as_stored

check 'another release: the running kernel is not asked'
cp -r lib/modules/$release lib/modules/5.0.0
run depmod 5.0.0
explained -S 5.0.0 bad
succeeds
explained -S 5.0.0 broken mbcache
fails
as_stored

finish
