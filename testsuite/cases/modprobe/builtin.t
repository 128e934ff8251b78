#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Modules that are part of the kernel are a success everywhere but for -r.
. "$(dirname "$0")/../../lib.sh"

new_root
module card softdep='pre: blt-in' depends=core
module core
built_in blt-in alias=net-pf-1 alias='fake:v*'
index

check 'load it: nothing to do'
run modprobe blt-in
run modprobe -v blt_in
run modprobe -n -v blt-in
run modprobe net-pf-1
run modprobe fake:v1
as_stored
untouched

check 'show it'
run modprobe -D blt-in
run modprobe -D fake:v1 some=1
run modprobe -R net-pf-1
as_stored

check 'remove it'
run modprobe -r blt-in
run modprobe -q -r blt-in
run modprobe -r -a blt-in nothing
as_stored

check 'the first time'
run modprobe --first-time blt-in
as_stored

check 'as a softdep'
run modprobe -D card
run modprobe -v card
run modprobe -r -v card
as_stored

finish
