#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# softdep lines: what comes before and after, and how it all ends.
. "$(dirname "$0")/../../lib.sh"

new_root
module base
module main depends=base
module before
module after
module broken fake_init=ENODEV
module one softdep='pre: two'
module two softdep='pre: one'
module cifs 'softdep=gcm' 'softdep=pre: before'
module aliased alias=both
module aliased2 alias=both
module aliased3 alias=an-alias
index

check 'before and after'
configure 'softdep main pre: before post: after'
run modprobe -n -v main
as_stored

check 'around what is needed'
configure 'softdep base pre: before post: aliased'
run modprobe -n -v main
as_stored

check 'by aliases'
configure 'softdep main pre: both nothing post: an-alias'
run modprobe -n -v main
as_stored

check 'a failure of one does not matter'
configure 'softdep main pre: broken before'
run modprobe main
as_stored
run modprobe -r -a main before

check 'loops end'
run modprobe -n -v one
configure 'softdep main pre: main' 'softdep base pre: main'
run modprobe -n -v main
as_stored

check 'only the first line counts'
configure 'softdep main pre: before' 'softdep main pre: after'
run modprobe -n -v main
configure
run modprobe -n -v cifs
as_stored

check 'parameters are for the module only, -b for all'
configure 'softdep main pre: before' 'blacklist before'
run modprobe -b -n -v main a=1
as_stored

check 'not with -i'
configure 'softdep main pre: before' 'softdep base pre: after'
run modprobe -i -n -v main
as_stored

check 'a pattern'
configure 'softdep m* pre: before'
run modprobe -n -v main
as_stored

finish
