#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Every script is understood by a plain POSIX shell, and runs with its own line.
cd "$(dirname "$0")/../.." || exit 1

count=0
for script in $(grep -rlE '^#!/bin/sh' .ci bench completions decoders fuzz scripts testsuite 2>/dev/null | sort); do
	count=$((count + 1))
	result=ok
	found=$(sh -n "$script" 2>&1) || result='not ok'
	[ -x "$script" ] || {
		found='is not executable'
		result='not ok'
	}
	[ -z "$found" ] || echo "$found" | sed 's/^/# /'
	echo "$result - $script"
done
echo "1..$count"
