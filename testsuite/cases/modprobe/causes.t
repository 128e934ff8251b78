#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Why modprobe failed: after kmod's line, and for the module that failed, which need not be the one that was asked for.
. "$(dirname "$0")/../../lib.sh"

new_root
module fat
module vfat depends=fat alias=fs-vfat
module stale --need nobody
module brd parmtype=rd_nr:int
module nodev fake_init=ENODEV
index

check 'a symbol that no module has'
run modprobe stale
fails
complains "modprobe: ERROR: could not insert 'stale': Unknown symbol in module, or unknown parameter (see dmesg)"
explains "cause: symbol: in no module of /lib/modules/$release: 'nobody'"

check 'a module that is needed fails'
kernel fail finit_module fat '*' EPERM
mkdir -p proc/sys/kernel
echo 1 >proc/sys/kernel/modules_disabled
run modprobe fs-vfat
fails
complains "modprobe: ERROR: could not insert 'vfat': Operation not permitted"
explains 'cause: forbidden: fat: kernel.modules_disabled is 1
try: reboot'
rm -r proc/sys
another_kernel

check 'a module that is needed is damaged'
mv lib/modules/$release/kernel/fat.ko whole
head -c 700 whole >lib/modules/$release/kernel/fat.ko
run modprobe vfat
fails
complains "modprobe: ERROR: could not insert 'vfat': Exec format error"
explains "cause: format: fat: '/lib/modules/$release/kernel/fat.ko' is truncated or damaged: its section headers are not there"
mv whole lib/modules/$release/kernel/fat.ko

check 'options of the configuration'
configure 'options brd rd_nr=many'
run modprobe brd
fails
complains "modprobe: ERROR: could not insert 'brd': Invalid argument"
explains "cause: parameter: 'rd_nr' does not take 'many': its type is 'int'
try: modinfo -p brd"
configure 'options brd nr=1'
run modprobe brd
succeeds
explains "note: parameter: brd has no parameter 'nr'; it has rd_nr"
run modprobe -r brd
configure

check 'its init'
run modprobe nodev
complains "modprobe: ERROR: could not insert 'nodev': No such device"
explains 'cause: init: its init returned ENODEV: No such device; the driver found no hardware'

check 'the install command'
configure 'install brd false'
run modprobe brd
fails
complains "modprobe: ERROR: Error running install command 'false' for module brd: retcode 1
modprobe: ERROR: could not insert 'brd': Invalid argument"
explains "cause: command: the install command of 'brd' failed"
configure

check 'nothing is looked at where nothing is said'
run modprobe -q stale
fails
silent
request stale
fails
silent

check 'each of several has its own'
run modprobe -a stale nodev
fails
explains "cause: symbol: in no module of /lib/modules/$release: 'nobody'
cause: init: its init returned ENODEV: No such device; the driver found no hardware"

check 'a removal: who has it'
run modprobe vfat
run modprobe -r fat
fails
complains 'modprobe: FATAL: Module fat is in use.'
explains 'cause: busy: it is used by: vfat
try: modprobe -r vfat fat'
module held fake_references=3
module stays --no-exit
index
run modprobe -a held stays
run modprobe -r held
complains 'modprobe: FATAL: Module held is in use.'
explains 'cause: busy: it is in use 3 times, by processes or devices'
run modprobe -r stays
complains "modprobe: ERROR: could not remove 'stays': Device or resource busy"
explains 'cause: busy: it is permanent: no exit function'

check 'no module directory for this kernel: which ones are there'
mv lib/modules/$release lib/modules/6.0.0-older
mkdir lib/modules/6.2.0-newer
run modprobe brd
fails
explains "cause: missing: '/lib/modules/$release' does not exist; there is 6.0.0-older, 6.2.0-newer
try: install the modules of that kernel, or mount those of the host"

finish
