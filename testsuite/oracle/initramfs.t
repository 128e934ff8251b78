#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Debian's update-initramfs, unchanged, in a root of its own where /bin/kmod is kmodbox: the image is the one that it
# makes with kmod, and it boots. In the image kmodbox loads what /etc/initramfs-tools/modules says and the file system
# of the disk, and udev reads the index of our depmod.
# shellcheck disable=SC2046,SC2086
. "$(dirname "$0")/lib.sh"

limit=300 # seconds until qemu is killed
kernel=6.1
release=$("$top/scripts/kernels" release $kernel)
files=$("$top/scripts/kernels" path $kernel)
modules=$files/tree/lib/modules/$release
client=$("$top/scripts/kernels" path initramfs-tools)

# A root with the kernel installed and all that a tool may write to.
make_root() {
	cp -al "$client" "$root"
	mkdir -p "$root/dev" "$root/proc" "$root/sys" "$root/run" "$root/tmp" "$root/var/tmp" "$root/boot" \
		"$root/var/lib/initramfs-tools" "$root/usr/lib/modules"
	mknod -m 666 "$root/dev/null" c 1 3
	mknod -m 666 "$root/dev/zero" c 1 5
	ln -s /proc/self/fd "$root/dev/fd"
	cp -al "$files/tree/lib/modules/$release" "$root/usr/lib/modules/"
	cp "$files/config" "$root/boot/config-$release"
	cp "$files/vmlinuz" "$root/boot/vmlinuz-$release"
	echo 'root:x:0:0::/:/bin/sh' >"$root/etc/passwd"
	: >"$root/etc/fstab"
	printf '%s\n' virtio_pci virtio_blk 'loop max_loop=3' >"$root/etc/initramfs-tools/modules"
	echo 'options loop max_part=7' >"$root/etc/modprobe.d/loop.conf"
	echo 'softdep loop pre: brd' >"$root/etc/modprobe.d/soft.conf"
	sed -i 's/^# COMPRESSLEVEL=.*/COMPRESSLEVEL=1/' "$root/etc/initramfs-tools/initramfs.conf"
}

# in_root COMMAND...: as root, with /proc, and nothing of the caller's environment.
# shellcheck disable=SC2016
in_root() {
	unshare -m sh -c 'mount -t proc proc "$0/proc"; chroot "$0" env -i PATH=/usr/sbin:/usr/bin HOME=/ "$@"' \
		"$root" "$@" </dev/null
}

for side in kmod kmodbox; do
	root=$scratch/$side
	make_root
	if [ $side = kmodbox ]; then
		rm "$root/usr/bin/kmod"
		cp "$top/kmodbox" "$root/usr/bin/kmod"
	fi
	{
		in_root depmod "$release"
		in_root update-initramfs -c -k "$release"
		echo "exit code $?"
		in_root unmkinitramfs "/boot/initrd.img-$release" /tmp/image
	} >"$scratch/said-$side" 2>&1
	mv "$root/tmp/image" "$scratch/image-$side"
done
result 'what is said' "$scratch/said-kmod" "$scratch/said-kmodbox"
grep '^exit code' "$scratch/said-kmodbox" >"$scratch/got"
echo 'exit code 0' >"$scratch/expected"
result 'an image is made' "$scratch/expected" "$scratch/got"

for side in kmod kmodbox; do
	(cd "$scratch/image-$side" && find . -name '*.ko*' | sort) >"$scratch/modules-$side"
done
result 'the same modules' "$scratch/modules-kmod" "$scratch/modules-kmodbox"
echo "# $(wc -l <"$scratch/modules-kmodbox") modules"
[ "$(wc -l <"$scratch/modules-kmodbox")" -gt 500 ] || echo 'too few' >"$scratch/few"
touch "$scratch/few"
result 'they are many' /dev/null "$scratch/few"

# Of the other files may differ: the program itself and the libraries that only kmod's needs; what Debian 12's kmod 30
# does not write or writes in another order.
for side in kmod kmodbox; do
	find "$scratch/image-$side" -name modules.symbols -exec sort -o {} {} \;
done
diff -r --no-dereference "$scratch/image-kmod" "$scratch/image-kmodbox" 2>&1 |
	grep -v -e '^Only in .*/image-kmod/.*: lib[a-z]*\.so' -e '^Binary files .*/bin/kmod differ$' \
		-e '^Only in .*/image-kmodbox/.*: modules\.weakdep$' -e '^Binary files .*/modules\.[a-z.]*\.bin differ$' \
		>"$scratch/differ"
result 'the same image but for kmod and its libraries' /dev/null "$scratch/differ"

# What kmod finds in the binary indexes.
for side in kmod kmodbox; do
	where="-d $scratch/image-$side/usr -S $release"
	{
		"$oracle/modprobe" -C "$scratch/no-config" $where -c | sort
		"$oracle/modprobe" -C "$scratch/no-config" $where -a -D $(names <"$scratch/modules-kmod")
		"$oracle/modprobe" -C "$scratch/no-config" $where -a -D $(names <"$modules/modules.builtin")
	} 2>&1 | sed 's|/image-[a-z]*/|/|' >"$scratch/index-$side"
done
result 'the same in the binary indexes' "$scratch/index-kmod" "$scratch/index-kmodbox"
wc -l <"$scratch/index-kmodbox" | sed 's/^/# /; s/$/ lines/'

# A disk whose init tells what it finds.
disk=$scratch/disk
mkdir -p "$disk/sbin" "$disk/bin" "$disk/proc" "$disk/sys" "$disk/dev" "$disk/run"
cp "$("$top/scripts/kernels" path busybox)" "$disk/bin/busybox"
cat >"$disk/sbin/init" <<'END'
#!/bin/busybox sh
export PATH=/bin
busybox mount -t proc proc /proc 2>/dev/null
busybox mount -t sysfs sysfs /sys 2>/dev/null
echo '@booted'
busybox cat /proc/modules
for name in max_loop max_part; do
	echo "@$name=$(busybox cat /sys/module/loop/parameters/$name)"
done
busybox poweroff -f
END
chmod +x "$disk/sbin/init"
root=$scratch/kmodbox
truncate -s 16M "$root/tmp/disk.img"
mv "$disk" "$root/tmp/disk"
in_root mke2fs -q -t ext4 -d /tmp/disk /tmp/disk.img
timeout --foreground -k 5 $limit qemu-system-x86_64 -accel tcg,thread=single -smp 2 -m 768 -nodefaults -no-user-config \
	-display none -no-reboot -serial stdio -drive "file=$root/tmp/disk.img,if=virtio,format=raw" \
	-kernel "$files/vmlinuz" -initrd "$root/boot/initrd.img-$release" \
	-append 'console=ttyS0 quiet loglevel=1 panic=-1 mitigations=off root=/dev/vda rw' </dev/null |
	tr -d '\r' >"$scratch/console"

# seen NAME LINE...: the console has lines that begin so.
seen() {
	name=$1
	shift
	for line; do
		grep -q "^$line" "$scratch/console" || echo "no line '$line'"
	done >"$scratch/unseen"
	if [ -s "$scratch/unseen" ]; then
		tail -n 20 "$scratch/console" | sed 's/^/#   /'
	fi
	result "$name" /dev/null "$scratch/unseen"
}
seen 'it boots' @booted
seen 'the disk and its file system' 'virtio_blk ' 'ext4 ' 'jbd2 '
seen 'what was asked for, with its parameters and softdeps' 'loop ' 'brd ' @max_loop=3 @max_part=7

finish
