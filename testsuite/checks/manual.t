#!/bin/sh
# SPDX-License-Identifier: 0BSD
# The manual pages are clean mdoc, and there is one for each applet.
cd "$(dirname "$0")/../.." || exit 1

test_that() {
	name=$1
	shift
	if found=$("$@" 2>&1) && [ -z "$found" ]; then
		echo "ok - $name"
	else
		echo "$found" | sed 's/^/# /'
		echo "not ok - $name"
	fi
}

# Lines above 80 columns in tables and displays, and dates, are matters of taste.
lint() {
	mandoc -T lint -W warning "$1" | grep -v 'referenced manual not found'
	:
}

count=0
for page in man/*.[1-9]; do
	test_that "$page is clean" lint "$page"
	count=$((count + 1))
done
for applet in kmodbox $(sed -n 's/^EVERY_APPLET *= *//p' Makefile); do
	test_that "$applet has a page" test -f "man/$applet.8"
	count=$((count + 1))
done
echo "1..$count"
