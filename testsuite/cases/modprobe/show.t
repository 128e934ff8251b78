#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# What is only shown: configuration, symbols and their versions.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module main depends=base alias='pci:v00001AF4d*' alias=by-alias softdep='pre: base'
built_in unix alias=net-pf-1
index
configure '# a comment' 'options main a=1' 'alias x-y main' 'blacklist base' 'install i-j echo  hello' 'remove r true' \
	'softdep main pre: base' 'softdep other post: a b' 'weakdep w a-b c' 'softdep nothing x y'

check 'the configuration'
echo 'main.b=2 modprobe.blacklist=c' >proc/cmdline
run modprobe -c -C etc/modprobe.d
run modprobe --showconfig -C etc/modprobe.d
as_stored

check 'no indexes'
run modprobe -c -S nothing -C /dev/null
as_stored

check 'symbols'
run modprobe --show-exports ./lib/modules/$release/kernel/base.ko
run modprobe --show-exports lib/modules/$release/kernel/base.ko
run modprobe --show-exports nothing
run modprobe --show-modversions ./nothing.ko
as_stored
untouched

finish
