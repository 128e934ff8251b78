# SPDX-License-Identifier: 0BSD
# Several loaders at the same time.
#
# modules: btrfs brd
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
says_not 'Resource|busy|format'
live brd
