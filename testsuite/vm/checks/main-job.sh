# SPDX-License-Identifier: 0BSD
# The main job, shown by scripts/demo too.
#
# modules: btrfs virtio_pci virtio_net brd msdos nls_cp437
# repack: btrfs=plain libcrc32c=xz xor=gz raid6_pq=zst

check 'all module tools of this machine are kmodbox'
run ls -l /sbin
for name in depmod insmod lsmod modinfo modprobe rmmod; do
	holds [ "$(readlink -f "$(command -v $name)")" = /sbin/kmodbox ]
done

check 'btrfs loads by name with its whole chain, from .ko, .ko.gz, .ko.xz and .ko.zst'
run modprobe -v btrfs
succeeds
says '^insmod /lib/modules/.*/xor\.ko\.gz'
says '^insmod /lib/modules/.*/libcrc32c\.ko\.xz'
says '^insmod /lib/modules/.*/raid6_pq\.ko\.zst'
says '^insmod /lib/modules/.*/btrfs\.ko *$'
live btrfs xor raid6_pq libcrc32c blake2b_generic

check 'lsmod shows what the kernel has, and who uses what'
run lsmod
succeeds
says '^Module                  Size  Used by$'
says '^btrfs +[0-9]+  0$'
says '^xor +[0-9]+  1 btrfs$'

check 'a module that is in use is not removed'
run rmmod xor
fails
says '^rmmod: ERROR: Module xor is in use by: btrfs$'
run modprobe -r xor
fails
says '^modprobe: FATAL: Module xor is in use\.$'
live xor btrfs

check 'modprobe -r removes the whole chain'
run modprobe -r -v btrfs
succeeds
says '^rmmod btrfs$'
says '^rmmod xor$'
absent btrfs xor raid6_pq libcrc32c

# On some kernels the first of the two drivers is built in.
check 'a virtio network card gets its drivers by the modaliases in /sys'
for bus in pci virtio; do
	for device in /sys/bus/$bus/devices/*; do
		grep -q -e '^pci:v00001AF4d00001000' -e '^virtio:d00000001v' $device/modalias || continue
		[ ! -e $device/driver ] || continue
		run modprobe -v "$(cat $device/modalias)"
		succeeds
	done
done
run ls /sys/class/net
says '^eth0$'
live virtio_net

check 'parameters reach the module'
run modprobe -v brd rd_nr=2 rd_size=8192
succeeds
says '^insmod .*/brd\.ko.* rd_nr=2 rd_size=8192$'
run cat /sys/module/brd/parameters/rd_nr /sys/module/brd/parameters/rd_size
prints "$(printf '2\n8192')"
run_script 'ls /dev/ram*'
prints "$(printf '/dev/ram0\n/dev/ram1')"

check 'the kernel itself loads a file system: mount makes it call /sbin/modprobe'
run cat /proc/sys/kernel/modprobe
prints /sbin/modprobe
absent msdos fat
run mkdosfs /dev/ram0
run_traced mount -t msdos /dev/ram0 /mnt
succeeds
called '^request fs-msdos$'
called '^finit_module.* = 0$'
live msdos fat nls_cp437
run_script 'echo it works >/mnt/file && cat /mnt/file'
prints 'it works'
run umount /mnt
run modprobe -r msdos
succeeds
absent msdos fat
