# SPDX-License-Identifier: 0BSD
# Several loaders at the same time.
#
# modules: btrfs brd bridge 8021q msdos vfat raid456
# repack: btrfs=plain libcrc32c=xz xor=gz raid6_pq=zst

check 'twelve modprobes of one module at once all succeed'
run_at_once 12 modprobe btrfs
succeeds
silent
live btrfs xor raid6_pq libcrc32c

check 'twelve modprobes of what is loaded'
run_at_once 12 modprobe btrfs
succeeds
silent

check 'twelve modprobe -r at once leave nothing of the chain'
run_at_once 12 modprobe -r btrfs
absent btrfs xor raid6_pq

# Kernels since 6.5 give all who load the same file at the same time the result of the first.
check 'twelve insmods of one file at once: the others hear that it is there'
run_at_once 12 insmod "$(file_of brd)"
holds [ "$code" -le 11 ]
says_not 'ERROR: .*(Resource|busy|format)'
live brd

check 'twenty modprobes of ten overlapping chains at once'
run modprobe -r -a -q btrfs brd
absent btrfs xor brd
run_script '
	for name in btrfs bridge 8021q msdos vfat raid456 xor llc fat raid6_pq; do
		for each in 1 2; do
			{ modprobe $name || echo "modprobe $name fails"; } &
		done
	done
	wait'
silent
live btrfs bridge 8021q msdos vfat raid456 xor llc fat raid6_pq stp garp mrp async_tx
the_log_says_not 'Unknown symbol'

check 'and twenty modprobe -r of them'
run_script '
	for name in btrfs bridge 8021q msdos vfat raid456 xor llc fat raid6_pq; do
		for each in 1 2; do
			modprobe -r $name &
		done
	done 2>/dev/null
	wait
	modprobe -r -a btrfs bridge 8021q msdos vfat raid456 2>/dev/null
	true'
absent btrfs bridge 8021q msdos vfat raid456

check 'modprobe -j loads the same as without: one chain'
run modprobe btrfs
run_script 'lsmod | cut -d " " -f 1 | sort >/tmp/alone'
run modprobe -r btrfs
absent btrfs xor
run modprobe -j 4 btrfs
succeeds
silent
live btrfs
run_script 'lsmod | cut -d " " -f 1 | sort | diff /tmp/alone -'
silent
run modprobe -r btrfs

check 'and chains that overlap'
run modprobe -a btrfs bridge 8021q msdos vfat raid456
run_script 'lsmod | cut -d " " -f 1 | sort >/tmp/alone'
run modprobe -r -a btrfs bridge 8021q msdos vfat raid456
absent btrfs bridge 8021q msdos vfat raid456
run modprobe -a -j 4 btrfs bridge 8021q msdos vfat raid456
succeeds
silent
run_script 'lsmod | cut -d " " -f 1 | sort | diff /tmp/alone -'
silent
the_log_says_not 'Unknown symbol'
