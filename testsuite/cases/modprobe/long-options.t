#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Options in every spelling and at every place.
. "$(dirname "$0")/../../lib.sh"

new_root
module main alias=by-alias
module other
index

check 'long names'
run modprobe --show-depends main
run modprobe --dry-run --verbose main
run modprobe --resolve-alias by-alias
run modprobe --quiet nothing
run modprobe --all --show-depends main other
run modprobe --all --set-version=$release --ignore-install --quiet --show-depends main nothing
run modprobe --use-blacklist --show-depends main
run modprobe --force-modversion --show-depends main
run modprobe --config /dev/null --show-depends nothing
as_stored

check 'old names'
run modprobe --show --verbose main
run modprobe --dump-modversions nothing
as_stored

check 'abbreviated'
run modprobe --show-dep main
run modprobe --dry --verb main
run modprobe --set-v $release --show-dep main
run modprobe --resolve by-alias
as_stored

check 'behind the operands'
run modprobe nothing -q
run modprobe main -D
run modprobe main a=1 -D b=2
run modprobe -D -- main a=1
run modprobe -D main -- -q
as_stored

check 'bundled'
run modprobe -nv main
run modprobe -qaR by-alias nothing other
run modprobe -S$release -D main
as_stored

check 'nothing to do'
run modprobe
run modprobe -a
run modprobe -r
run modprobe -D
run modprobe --show-exports
as_stored
untouched

finish
