#!/bin/sh
# SPDX-License-Identifier: 0BSD
# depmod writes the same files as kmod for real trees, byte for byte: of this machine's kernels, and of others with 32
# bits, with big-endian files, with other forms of CRCs.
. "$(dirname "$0")/lib.sh"

for kernel in 6.1 6.12 6.12:arm64 6.12:armhf 6.1:i386 6.12:s390x; do
	tree $kernel
	"$ours/depmod" -b "$tree" -o "$scratch/out" "$release" >"$scratch/said" 2>&1
	echo "exit code $?" >>"$scratch/said"
	echo 'exit code 0' >"$scratch/nothing"
	result "$kernel: depmod is content" "$scratch/nothing" "$scratch/said"
	for file in dep dep.bin alias alias.bin softdep weakdep symbols symbols.bin builtin.bin builtin.alias.bin devname; do
		result "$kernel: modules.$file" "$modules/modules.$file" "$scratch/out/lib/modules/$release/modules.$file"
	done
	sort "$modules/modules.symbols" >"$scratch/kmod"
	sort "$scratch/out/lib/modules/$release/modules.symbols" >"$scratch/kmodbox"
	result "$kernel: modules.symbols, sorted" "$scratch/kmod" "$scratch/kmodbox"
	rm -r "$scratch/out"
done

tree 6.1
FILTER="sed '/^alias symbol:/d'"
both '6.1: dry run' depmod -b "$tree" -n "$release"
FILTER=sort
both '6.1: verbose, sorted' depmod -b "$tree" -n -v "$release"

finish
