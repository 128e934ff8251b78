#!/bin/sh
# SPDX-License-Identifier: 0BSD
# The rules of the house that a script can check (scripts/check): layers, globals, forbidden calls, first lines.
cd "$(dirname "$0")/../.." || exit 1
echo 1..1
if found=$(scripts/check build/default); then
	echo 'ok - the rules of the house are kept'
else
	echo "$found" | grep -v '^guide:' | sed 's/^/# /'
	echo 'not ok - the rules of the house are kept'
fi
