#!/bin/sh
# SPDX-License-Identifier: 0BSD
# depmod writes the same files as kmod for real trees, byte for byte.
. "$(dirname "$0")/lib.sh"

for kernel in 6.1 6.12; do
	tree $kernel
	"$ours/depmod" -b "$tree" -o "$scratch/$kernel" "$release" >"$scratch/said" 2>&1
	echo "exit code $?" >>"$scratch/said"
	echo 'exit code 0' >"$scratch/nothing"
	result "$kernel: depmod is content" "$scratch/nothing" "$scratch/said"
	for file in dep dep.bin alias alias.bin softdep weakdep symbols symbols.bin builtin.bin builtin.alias.bin devname; do
		result "$kernel: modules.$file" "$modules/modules.$file" "$scratch/$kernel/lib/modules/$release/modules.$file"
	done
	sort "$modules/modules.symbols" >"$scratch/kmod"
	sort "$scratch/$kernel/lib/modules/$release/modules.symbols" >"$scratch/kmodbox"
	result "$kernel: modules.symbols, sorted" "$scratch/kmod" "$scratch/kmodbox"

done

tree 6.1
FILTER="sed '/^alias symbol:/d'"
both '6.1: dry run' depmod -b "$tree" -n "$release"
FILTER=sort
both '6.1: verbose, sorted' depmod -b "$tree" -n -v "$release"

finish
