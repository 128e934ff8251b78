# SPDX-License-Identifier: 0BSD
# shellcheck shell=sh
# For checks that compare texts: a scratch folder, and TAP without lib.sh. At the end: echo "1..$count".
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
count=0

# same NAME GOT EXPECTED
same() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		echo "ok - $1"
	else
		printf 'got:\n%s\nexpected:\n%s\n' "$2" "$3" | sed 's/^/# /'
		echo "not ok - $1"
	fi
}
