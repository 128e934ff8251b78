#!/bin/sh
# SPDX-License-Identifier: 0BSD
# shellcheck disable=SC2016
# The manual pages are clean mdoc and tell of every option; the files that documents name are there.
cd "$(dirname "$0")/../.." || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
count=0

# test_that NAME COMMAND...: it prints nothing and succeeds.
test_that() {
	name=$1
	shift
	count=$((count + 1))
	if found=$("$@" 2>&1) && [ -z "$found" ]; then
		echo "ok - $name"
	else
		echo "$found" | sed 's/^/# /'
		echo "not ok - $name"
	fi
}

lint() {
	mandoc -T lint -W warning "$1" | grep -v 'referenced manual not found'
	:
}

# Pages that a page refers to: ours, or of this list.
references() {
	sed -n 's/^\.Xr \([^ ]* [0-9]\).*/\1/p' "$1" | sort -u | grep -vxE 'dmesg 1|xz 1|tmpfiles\.d 5' |
		while read -r page section; do
			[ -f "man/$page.$section" ] || echo "$page($section) is not there"
		done
}

# What the program itself says that it takes, as "-x" and "--name", a line each.
shown_options() {
	case $1 in
	kmodbox) ./kmodbox --help ;;
	kmod) ./kmodbox kmod --help && ./kmodbox kmod static-nodes --help ;;
	*) ./kmodbox "$1" --help ;;
	esac | sed -n '/^Options:/,/^$/p' | grep -oE '^ +(-[^ -])?(, |)(--[a-z-]+)?' | tr -d ' ' | tr , '\n' | grep . | sort -u
}

# What the page lists.
listed_options() {
	sed -n 's/^\.It \(Fl .*\)/\1/p' "man/$1.8" | grep -oE 'Fl [^ ]+' | sed 's/^Fl /-/' | sort -u
}

missing() {
	shown_options "$1" >"$scratch/shown"
	[ -s "$scratch/shown" ] || echo "$1 --help shows no option"
	listed_options "$1" | comm -23 "$scratch/shown" -
}

# Old options that --help does not show must be taken all the same.
invented() {
	shown_options "$1" >"$scratch/shown"
	listed_options "$1" | comm -13 "$scratch/shown" - | while read -r option; do
		case $1 in
		kmodbox) ./kmodbox "$option" --help >"$scratch/out" 2>&1 ;;
		*) ./kmodbox "$1" "$option" --help >"$scratch/out" 2>&1 ;;
		esac || echo "$option: $(head -n 1 "$scratch/out")"
	done
}

# Files in backquotes. NAME and the like stand for any name, as a star does; tables name what is in one folder.
cited_files() {
	grep -oE '`[^` ]+`' "$1" | tr -d '`' | grep -E '^[A-Za-z.][A-Za-z0-9_.*-]*/|\.(c|h|t|md|mk|sh)$' |
		sort -u | while read -r file; do
		case $file in
		compat24/*) [ -d compat24 ] || continue ;; # Linux 2.4 has its place, but is not there yet
		esac
		pattern=$(echo "$file" | sed -E 's/[A-Z]{3,}/*/g')
		[ "${file%.md}" = "$file" ] || pattern=$file
		for folder in '' libmod/ libmod/depmod/ testsuite/ build/default/; do
			for path in $folder$pattern; do
				[ ! -e "$path" ] || continue 3
			done
		done
		echo "$file is not there"
	done
}

for page in man/*.[1-9]; do
	test_that "$page is clean" lint "$page"
	test_that "$page refers to pages that are there" references "$page"
done
for applet in kmodbox $(./kmodbox --list); do
	test_that "$applet has a page" test -f "man/$applet.8"
	test_that "$applet: the page has all options of --help" missing "$applet"
	test_that "$applet: the page has no other options" invented "$applet"
	test_that "$applet: the page says what differs from kmod" grep -q '^\.Sh DIFFERENCES FROM KMOD$' "man/$applet.8"
done
for document in *.md; do
	test_that "$document: what it names is there" cited_files "$document"
done
echo "1..$count"
