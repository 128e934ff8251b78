#!/bin/sh
# SPDX-License-Identifier: 0BSD
# MODPROBE_OPTIONS: words that go before the arguments.
. "$(dirname "$0")/../../lib.sh"

new_root
module m
module n
index

check 'its words are arguments'
run_script "MODPROBE_OPTIONS='-n -v' modprobe m"
succeeds
prints "insmod /lib/modules/$release/kernel/m.ko "
untouched

check 'it may be empty'
run_script "MODPROBE_OPTIONS= modprobe -n -v m"
succeeds
run_script "MODPROBE_OPTIONS='  ' modprobe -n -v m"
succeeds

check 'quotes hold a word together'
mkdir -p 'a folder'
echo 'options m a=quoted' >'a folder/x.conf'
run_script "MODPROBE_OPTIONS=\"-n -v -C 'a folder'\" modprobe m"
succeeds
says ' a=quoted'
run_script "MODPROBE_OPTIONS='-n -v -C a\" fol\"der' modprobe m"
succeeds
says ' a=quoted'
run_script "MODPROBE_OPTIONS=\"-n '-v\" modprobe m"
succeeds
says '^insmod '

check 'an empty quoted word is a word'
run_script "MODPROBE_OPTIONS=\"-n -v -C ''\" modprobe m"
says "could not open ''"

check 'a bad option in it is reported'
run_script "MODPROBE_OPTIONS=--nothing modprobe m"
fails
complains "modprobe: unrecognized option '--nothing'"
untouched

check 'other applets do not look at it'
run_script "MODPROBE_OPTIONS=--nothing lsmod"
succeeds

check 'a program with more rights than its caller does not look at it'
if [ "$TOOL" = shipped ] && [ "$(id -u)" = 0 ]; then
	cp sbin/kmodbox ./modprobe
	holds test "$(MODPROBE_OPTIONS=--version ./modprobe --list 2>&1)" != "$(MODPROBE_OPTIONS=--version ./modprobe 2>&1)"
	chown 65534 modprobe
	chmod 4755 modprobe
	holds test "$(MODPROBE_OPTIONS=--version ./modprobe 2>&1)" = "$(./modprobe 2>&1)"
fi

finish
