#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Which system call a module goes through: every row of the table in libmod/kernel/linux.c.
. "$(dirname "$0")/../../lib.sh"

new_root
for format in gz xz zst crc64; do
	module $format as=$format
	mv "$path" .
done
module plain
mv "$path" .
mv crc64.ko.xz crc64.ko

check 'plain: finit_module'
run insmod plain.ko a=1 'b=two words' c
as_stored
run rmmod plain

check 'plain, a kernel without finit_module: init_module'
kernel without finit_module
run insmod plain.ko a=1
as_stored
run rmmod plain
another_kernel

for format in gz xz zst; do
	check "$format, a kernel that unpacks nothing: unpacked here"
	another_kernel
	run insmod $format.ko.$format
	as_stored
	run rmmod $format
done

for compression in gzip xz zstd; do
	another_kernel compression $compression
	for format in gz xz zst; do
		check "$format, a kernel that unpacks $compression"
		run insmod $format.ko.$format
		as_stored
		run rmmod $format
	done
	check "plain, a kernel that unpacks $compression"
	run insmod plain.ko
	as_stored
	run rmmod plain
done

check 'the kernel names xz but knows only CRC32: unpacked here'
another_kernel compression xz
run insmod crc64.ko
as_stored
live crc64
run rmmod crc64

for error in EINVAL ENOEXEC EOPNOTSUPP ENOSYS; do
	check "the kernel refuses to unpack ($error): unpacked here"
	another_kernel compression xz
	kernel fail finit_module '*' 1 $error
	run insmod xz.ko.xz n=1
	as_stored
	run rmmod xz
done

check 'neither way works'
another_kernel compression xz
kernel without finit_module
kernel without init_module
run insmod xz.ko.xz
fails
run insmod plain.ko
fails
as_stored
another_kernel

check 'the format is in the first bytes, not in the name'
cp plain.ko plain.ko.xz
cp xz.ko.xz wrong.ko
cp zst.ko.zst zst.ko.gz
another_kernel compression xz
run insmod plain.ko.xz
run rmmod plain
run insmod wrong.ko
run rmmod xz
run insmod zst.ko.gz
run rmmod zst
as_stored

check 'standard input'
another_kernel
run_script 'insmod - x=1 <plain.ko'
run rmmod plain
run_script 'cat xz.ko.xz | insmod -'
run rmmod xz
as_stored

finish
