# SPDX-License-Identifier: 0BSD
# Who decompresses: the kernel where it can (6.12 takes xz), we where it cannot.
#
# modules: loop ifb dummy veth nbd brd
# repack: loop=xz ifb=crc64 veth=dictionary nbd=gz dummy=zst brd=plain

if [ -r /sys/module/compression ]; then
	kernel_takes=$(cat /sys/module/compression)
else
	kernel_takes=none
fi
note "this kernel decompresses: $kernel_takes"

check 'a plain module is loaded by its file, without flag'
run_traced modprobe brd
succeeds
called '^finit_module flags=0 = 0$'
not_called '^init_module'
live brd

check 'what the kernel decompresses is loaded by its file, with the flag'
if [ $kernel_takes = xz ]; then
	run_traced modprobe loop
	succeeds
	called '^finit_module flags=4 = 0$'
	not_called '^init_module'
	live loop
else
	skip 'this kernel decompresses nothing'
fi

check 'what the kernel does not decompress is not offered to it'
if [ $kernel_takes = none ]; then
	run_traced modprobe loop
	succeeds
	called '^init_module = 0$'
	not_called '^finit_module'
	live loop
fi
run_traced modprobe nbd
succeeds
called '^init_module = 0$'
not_called '^finit_module'
run_traced modprobe dummy
succeeds
called '^init_module = 0$'
not_called '^finit_module'
live nbd dummy
the_log_says_not 'Invalid ELF header magic'

check 'an xz file with CRC64, which no kernel decompresses, is loaded'
run_traced modprobe ifb
succeeds
[ $kernel_takes != xz ] || called '^finit_module flags=4 = E'
called '^init_module = 0$'
live ifb

check 'an xz file with a large dictionary is loaded'
run_traced modprobe veth
succeeds
called 'init_module.* = 0$'
live veth

check 'the magic decides, not the name of the file'
run rmmod loop brd dummy
cp "$(file_of loop)" /tmp/loop.ko
cp "$(file_of brd)" /tmp/brd.ko.xz
cp "$(file_of dummy)" /tmp/dummy.ko.gz
run insmod /tmp/loop.ko
succeeds
run insmod /tmp/brd.ko.xz
succeeds
run insmod /tmp/dummy.ko.gz
succeeds
live loop brd dummy

check 'insmod - decompresses too'
run rmmod loop dummy
run_script 'insmod - </tmp/loop.ko'
succeeds
run_script 'cat /tmp/dummy.ko.gz | insmod -'
succeeds
live loop dummy
