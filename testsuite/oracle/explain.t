#!/bin/sh
# SPDX-License-Identifier: 0BSD
# modprobe --explain and modprobe -D say the same of real trees, and what Debian ships would load.
# shellcheck disable=SC2046,SC2086
. "$(dirname "$0")/lib.sh"

# explained NAME EVERY: one of so many modules of the tree.
explained() {
	sed 's|:.*||; s|.*/||; s|\.ko.*||' "$modules/modules.dep" | awk "NR % $2 == 0" >"$scratch/names"
	where="-d $tree -S $release -C $scratch/no-config"
	"$ours/modprobe" $where -a -D $(cat "$scratch/names") >"$scratch/depends"
	"$ours/modprobe" $where --explain $(cat "$scratch/names") >"$scratch/explained"
	sed -n 's/^step [0-9]*: //p' "$scratch/explained" >"$scratch/steps"
	result "$1: the same steps as -D" "$scratch/depends" "$scratch/steps"
	sed 's/-/_/g; s/$/ would load/' "$scratch/names" >"$scratch/expected"
	grep ' would .*load$' "$scratch/explained" >"$scratch/verdicts"
	result "$1: each would load" "$scratch/expected" "$scratch/verdicts"
}

tree 6.1
explained '6.1, all modules' 1
tree 6.12
explained '6.12, .ko.xz, some modules' 20
finish
