#!/bin/sh
# SPDX-License-Identifier: 0BSD
# testsuite/oracle/differences and differences-busybox are in order: each difference belongs to a test that is compared,
# and has a reason.
cd "$(dirname "$0")/.." || exit 1
lists='oracle/differences oracle/differences-busybox'

echo 1..2
found=$(awk '
	/^#/ || /^$/ { next }
	/^    [^ ]/ { name = ""; next }
	name != "" { print name }
	/^  [^ ]/ { name = $0; next }
	{ name = "" }
	END { if (name != "") print name }' $lists)
if [ -z "$found" ]; then
	echo 'ok - every difference has a reason'
else
	echo "$found" | sed 's/^/# /'
	echo 'not ok - every difference has a reason'
fi

result=ok
for list in $lists; do
	tool=kmod-34
	[ $list = oracle/differences ] || tool=${list#*-}
	for file in $(grep '^[^ #]' $list); do
		case $file in
		oracle/*) [ -x "$file" ] && continue ;;
		*) grep -qs "^# oracle: .*$tool" "$file" && continue ;;
		esac
		echo "# $file is not compared with $tool"
		result='not ok'
	done
done
echo "$result - every file in the list is compared"
