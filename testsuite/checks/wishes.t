#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Each case that WISHES.md names is there, and each row that must be there is.
cd "$(dirname "$0")/.." || exit 1

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
sed -n 's/^| \([A-Z][0-9][0-9]*\) |[^|]*| \([^ |]*\) | \([^|]*\) |.*/\1	\2	\3/p' WISHES.md >"$rows"

echo 1..2
result=ok
while IFS='	' read -r id file name; do
	[ "$file" != - ] || continue
	# a check, "check 'NAME'", of an oracle test the same in its quotes, of a unit test the function
	if ! grep -qsF -e "'$name'" -e "\"$name\"" -e "\"$name:" -e " $name(" "$file"; then
		echo "# $id: no '$name' in $file"
		result='not ok'
	fi
done <"$rows"
echo "$result - every case is there"

# prefix, first, last
wanted() {
	seq -f "$1%.0f" "$2" "$3"
}
missing=$({
	wanted L 1 12
	wanted R 1 11
	wanted P 1 28
	wanted C 1 14
	wanted D 1 27
	wanted S 1 9
	printf '%s\n' S16 S18 S19
} | while read -r id; do
	grep -q "^$id	" "$rows" || echo "$id"
done)
if [ -z "$missing" ]; then
	echo 'ok - every row is there'
else
	echo "$missing" | sed 's/^/# no row /'
	echo 'not ok - every row is there'
fi
