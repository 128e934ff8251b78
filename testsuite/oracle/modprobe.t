#!/bin/sh
# SPDX-License-Identifier: 0BSD
# modprobe answers as kmod does on real trees: what it would load, what an alias means, the configuration.
# shellcheck disable=SC2046
. "$(dirname "$0")/lib.sh"

# A name that the pattern of an alias matches: the first byte of a range, nothing or "x" for a star.
instances() {
	awk '$1 == "alias" {
		name = $2
		while (match(name, /\[[^]]*\]/))
			name = substr(name, 1, RSTART - 1) substr(name, RSTART + 1, 1) substr(name, RSTART + RLENGTH)
		gsub(/\*/, NR % 2 ? "" : "x", name)
		gsub(/\?/, "q", name)
		print name
	}' "$1"
}

# Names at both ends of each range of the brackets in aliases, and one before and one behind them.
ends_of_ranges() {
	awk 'BEGIN { for (i = 32; i < 127; i++) code[sprintf("%c", i)] = i }
	function put(front, from, by, rest) {
		rest = front sprintf("%c", code[from] + by) rest
		while (match(rest, /\[[^]]*\]/))
			rest = substr(rest, 1, RSTART - 1) substr(rest, RSTART + 1, 1) substr(rest, RSTART + RLENGTH)
		gsub(/[*]/, "x", rest)
		gsub(/\?/, "q", rest)
		print rest
	}
	$1 == "alias" {
		name = $2
		for (at = 1; match(substr(name, at), /\[[^]]*\]/); at = behind) {
			behind = at + RSTART + RLENGTH - 1
			front = substr(name, 1, at + RSTART - 2)
			range = substr(name, at + RSTART, RLENGTH - 2)
			rest = substr(name, behind)
			while (match(front, /\[[^]]*\]/))
				front = substr(front, 1, RSTART - 1) substr(front, RSTART + 1, 1) substr(front, RSTART + RLENGTH)
			for (by = -1; by <= 1; by++) {
				put(front, substr(range, 1, 1), by, rest)
				put(front, substr(range, length(range)), by, rest)
			}
		}
	}' "$1"
}

# apart: a built-in module between the names that come in, so that the answers can be told from each other.
apart() {
	while read -r name; do
		printf '%s %s ' "$name" "$separator"
	done
}

# kmod may say the same line twice in one answer; we never do.
once() {
	echo "awk '/^(builtin )?$separator\$/ { split(\"\", seen); print; next } !seen[\$0]++'"
}

# both_once NAME ARGUMENT...: the same but for repeated lines; and ours repeats none.
both_once() {
	test_name=$1
	shift
	FILTER=$(once)
	both "$test_name" modprobe "$@"
	FILTER=cat
	"$ours/modprobe" "$@" >"$scratch/repeated" 2>"$scratch/err"
	sh -c "$(once)" <"$scratch/repeated" >"$scratch/once"
	result "$test_name: no line twice" "$scratch/once" "$scratch/repeated"
}

for kernel in 6.1 6.12; do
	tree $kernel
	where="-d $tree -S $release -C $scratch/no-config"
	find "$modules" -name '*.ko*' | sort | names >"$scratch/names"
	instances "$modules/modules.alias" >"$scratch/aliases"
	step=$(($(wc -l <"$scratch/aliases") / 5000))
	separator=$(names <"$modules/modules.builtin" | grep -v '[-_]' | head -n 1)

	both_once "$kernel: all modules" $where -a -D $(apart <"$scratch/names")
	both_once "$kernel: all modules, other spelling" $where -a -D $(tr _ - <"$scratch/names" | sort -r | every 3 | apart)
	for name in $(every 500 <"$scratch/names"); do
		both "$kernel: $name" modprobe $where -D "$name"
	done
	both "$kernel: built in" modprobe $where -a -D $(names <"$modules/modules.builtin")
	both_once "$kernel: 5000 aliases" $where -a -R $(every $step <"$scratch/aliases" | apart)
	ends_of_ranges "$modules/modules.alias" >"$scratch/ends"
	echo "# $(wc -l <"$scratch/ends") names at the ends of ranges"
	both_once "$kernel: ends of ranges in aliases" $where -a -R $(apart <"$scratch/ends")
	FILTER=$(once)
	both "$kernel: aliases to load" modprobe $where -a -D $(every 200 <"$scratch/aliases" | apart)
	FILTER=cat
	both_once "$kernel: symbols" $where -a -R $(instances "$modules/modules.symbols" | every 20 | apart)
	both "$kernel: the configuration" modprobe $where -c
	both "$kernel: unknown names" modprobe $where -a -D nothing ext4 no:such:thing
	both "$kernel: exports" modprobe --show-exports "$modules"/kernel/fs/jbd2/jbd2.ko*
	both "$kernel: versions" modprobe --show-modversions "$modules"/kernel/fs/btrfs/btrfs.ko*
done

# Without the binary indexes, from the text alone, the answers are the same.
cp -al "$tree" "$scratch/text"
rm "$scratch/text/lib/modules/$release/"modules.*.bin
for root in "$tree" "$scratch/text"; do
	where="-d $root -S $release -C $scratch/no-config"
	{
		"$ours/modprobe" $where -a -D $(cat "$scratch/names")
		"$ours/modprobe" $where -a -R $(every 100 <"$scratch/aliases")
		"$ours/modprobe" $where -a -D $(names <"$modules/modules.builtin")
	} 2>"$scratch/err" | sed "s|$root||" | cat - "$scratch/err" >"$scratch/answers-$(basename "$root")"
done
result 'the same from text alone' "$scratch/answers-$(basename "$tree")" "$scratch/answers-text"

finish
