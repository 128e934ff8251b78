#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Forcing: flags of finit_module, an edited copy with init_module.
. "$(dirname "$0")/../../lib.sh"

new_root
module vermagic vermagic='5.4.0 SMP mod_unload '
module crc --need printk=0x99
module both vermagic='5.4.0 UP ' --need printk=0x99
module extended --need printk=0x99 --versions extended
mv "lib/modules/$release/kernel/"*.ko .
for name in vermagic crc both extended; do
	xz -k --check=crc32 $name.ko
done
index

# a_kernel [WORD...]: one that minds, with this setting.
a_kernel() {
	another_kernel vermagic "$release SMP mod_unload"
	kernel symbol printk 0x11
	[ $# = 0 ] || kernel "$@"
}

for way in plain packed old; do
	case $way in
	plain) title='by finit_module' suffix= setting= ;;
	packed) title='unpacked by the kernel' suffix=.xz setting='compression xz' ;;
	old) title='by init_module' suffix= setting='without finit_module' ;;
	esac

	check "$title: without force"
	# shellcheck disable=SC2086
	a_kernel $setting
	run insmod vermagic.ko$suffix
	run insmod crc.ko$suffix
	as_stored
	absent vermagic crc

	check "$title: with force"
	run insmod -f vermagic.ko$suffix
	run insmod -f crc.ko$suffix
	run insmod --force both.ko$suffix
	as_stored
	live vermagic crc both
	for name in vermagic crc both; do
		run rmmod $name
	done

	check "$title: extended versions, with force"
	run insmod -f extended.ko$suffix
	as_stored
	live extended
	run rmmod extended

	check "$title: the right half of force"
	run insmod --force-vermagic vermagic.ko$suffix
	run insmod --force-modversion crc.ko$suffix
	as_stored
	live vermagic crc
	for name in vermagic crc; do
		run rmmod $name
	done

	check "$title: the wrong half of force"
	run insmod --force-modversion vermagic.ko$suffix
	run insmod --force-vermagic crc.ko$suffix
	as_stored
	absent vermagic crc
done

check 'modprobe forces too'
mv vermagic.ko both.ko "lib/modules/$release/kernel/"
index
a_kernel
run modprobe vermagic
run modprobe --force-vermagic vermagic
run modprobe --force-modversion both
run modprobe -f both
as_stored

check 'a forced module lost its signature'
another_kernel sig_enforce
module signed --signer 'A key'
run insmod "$path"
run rmmod signed
run insmod -f "$path"
as_stored

finish
