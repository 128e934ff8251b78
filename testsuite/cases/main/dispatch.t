#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Which applet runs, and what all of them share.
. "$(dirname "$0")/../../lib.sh"

new_root
module m in=.

check 'by the name of the link, and by the first argument'
run lsmod
succeeds
cp "$out" list
run kmodbox lsmod
succeeds
holds cmp list "$out"
run kmodbox kmod list
holds cmp list "$out"

check 'the applet takes all that follows'
run kmodbox insmod m.ko a=1 -f
succeeds
calls '^finit_module\(m, "a=1", .*IGNORE_VERMAGIC\) = 0$'
run kmodbox rmmod m
succeeds

check '--list'
run kmodbox --list
succeeds
holds grep -qx insmod "$out"
holds grep -qx kmod "$out"
holds test "$(grep -c ' ' "$out")" = 0

check 'alone, and --help: the commands with what they do'
run kmodbox
succeeds
cp "$out" help
run kmodbox --help
succeeds
holds cmp help "$out"
says '^  insmod +load one module file'

check 'an unknown command'
run kmodbox nothing
fails
prints ''
complains "kmodbox: ERROR: invalid command 'nothing'"

check 'the version, as scripts read it'
for applet in lsmod insmod kmod kmodbox; do
	run $applet --version
	succeeds
	holds test "$(sed -n '1s/kmod version //p' "$out")" -ge 34
	says '^[+-]ZSTD [+-]XZ [+-]ZLIB '
	says '^kmodbox [0-9]'
done
run rmmod -V
succeeds
says '^kmod version 34$'

check 'every applet has --help with all that it takes'
for applet in $(go kmodbox --list); do
	run $applet --help
	succeeds
	complains ''
	says "^Usage: $applet "
	says '^ +-h, --help +'
	says '^ +-V, --version +'
done

finish
