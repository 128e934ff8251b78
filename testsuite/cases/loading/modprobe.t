#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# modprobe's work as the kernel sees it: what is loaded, in which order, with which parameters.
. "$(dirname "$0")/../../lib.sh"

new_root
module crc
module mbcache
module jbd2 depends=crc
module ext4 depends=jbd2,mbcache,crc alias=fs-ext4 alias=fs-ext3 'parm=debug:messages' parmtype=debug:int
module loop parmtype=max_loop:int parmtype=max_part:int
module pci-card alias='pci:v00008086d0000153[0-3]sv*sd*bc02sc00i*'
module pci-other alias='pci:v00008086d*sv*sd*bc02sc00i*'
module soft softdep='pre: before post: after'
module before
module after
module broken fake_init=ENODEV
module needs-broken depends=broken
module twice depends=crc
built_in unix alias=net-pf-1
index

clean() {
	configure
	: >.kernel/state
	: >proc/modules
	rm -rf sys/module
	mkdir sys/module
}

check 'dependencies first'
run modprobe ext4
as_stored
check 'nothing to do a second time'
run modprobe ext4
as_stored

check 'what is there is not loaded again'
run modprobe twice
as_stored

check 'an alias, a dash for an underscore'
clean
run modprobe fs-ext3
run modprobe pci_card
as_stored

check 'all modules of an alias'
clean
run modprobe pci:v00008086d00001533sv00000001sd00000002bc02sc00i00
as_stored

check 'parameters go to the module only'
clean
run modprobe ext4 debug=1 'text=some words'
as_stored

check 'options of the configuration, of the kernel command line, of the user'
clean
configure 'options loop max_loop=8' 'options crc x=1'
echo 'quiet loop.max_part=2 crc.y=3' >proc/cmdline
run modprobe loop max_loop=16
run modprobe twice
as_stored
echo quiet >proc/cmdline

check 'softdeps'
clean
run modprobe soft
as_stored

check 'an install command'
clean
configure 'install loop echo "command: $MODPROBE_MODULE $CMDLINE_OPTS" >>$MODULE_TRACE'
run modprobe loop max_loop=4
as_stored

check 'an install command that loads'
clean
configure 'install loop echo before >>$MODULE_TRACE; modprobe --ignore-install loop $CMDLINE_OPTS'
run modprobe loop max_loop=4
as_stored

check 'a failing install command'
clean
configure 'install loop exit 3'
run modprobe loop
as_stored

check 'a blacklisted module: by name, by alias, as a dependency'
clean
configure 'blacklist crc' 'blacklist ext4'
run modprobe fs-ext4
run modprobe -b ext4
run modprobe ext4
as_stored

check 'several with -a'
clean
run modprobe -a loop nothing before
as_stored

check 'built in'
run modprobe unix
run modprobe net-pf-1
run modprobe -r unix
as_stored

check 'not there'
run modprobe nothing
run modprobe -q nothing
as_stored

check 'a dependency fails'
clean
run modprobe needs-broken
as_stored

check '--first-time'
clean
run modprobe --first-time loop
run modprobe --first-time loop
as_stored

check 'remove: the module and what it alone needed'
clean
run modprobe ext4
run modprobe twice
run modprobe -r ext4
as_stored

check 'remove: in use'
clean
run modprobe ext4
run modprobe -r jbd2
as_stored

check 'remove: a command'
clean
configure 'remove loop echo "command: $MODPROBE_MODULE" >>$MODULE_TRACE'
run modprobe loop
run modprobe -r loop
as_stored

check 'remove: not loaded'
clean
run modprobe -r loop
run modprobe -r --first-time loop
run modprobe -r nothing
as_stored

check 'remove: with softdeps'
clean
run modprobe soft
run modprobe -r soft
as_stored

check 'remove: holders too'
clean
run modprobe ext4
run modprobe -r --remove-holders jbd2
as_stored

check 'only shown'
clean
configure 'install loop echo a command' 'options ext4 debug=1'
run modprobe -n -v ext4
run modprobe -n -v loop
run modprobe -D ext4 debug=2
run modprobe -D unix
run modprobe -R fs-ext3
as_stored
untouched

check 'verbose'
clean
run modprobe -v ext4
run modprobe -r -v ext4
as_stored

check 'the kernel calls'
clean
request fs-ext4
as_stored
check 'the kernel calls for nothing'
request net-pf-99
as_stored
check 'the kernel calls with a path'
request /lib/modules/$release/kernel/loop.ko
as_stored

check 'a file'
clean
cp lib/modules/$release/kernel/loop.ko ./copy.ko
run modprobe ./copy.ko max_loop=3
as_stored

check 'twelve at once'
clean
module slow depends=crc fake_delay=100
index
run_at_once 12 modprobe slow
succeeds
live slow crc
holds test "$(grep -c '^finit_module(slow.* = 0' "$calls")" = 1

finish
