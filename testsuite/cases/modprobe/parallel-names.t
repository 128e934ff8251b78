#!/bin/sh
# SPDX-License-Identifier: 0BSD
# modprobe -j: what is so for one name only, and failures that end well when they are tried again.
. "$(dirname "$0")/../../lib.sh"

new_root
module base fake_delay=30
module c fake_delay=100
module b
module a depends=b
module bad fake_init=ENODEV
module d
module s depends=d
module q depends=d
module x
module z
module evil depends=base
module left depends=base
module right depends=base
module third depends=base
index

check 'a softdep post of what fails is loaded if another name wants it'
configure 'softdep bad post: s' 'softdep z pre: s'
run modprobe -j 4 -a bad z
fails
live d s z
run modprobe -q -r -a z s d

check 'and so is what they need both'
configure 'softdep bad post: s' 'softdep z pre: q'
run modprobe -j 4 -a bad z
fails
live d q z
absent s
run modprobe -q -r -a z q d

check 'and if it failed as a softdep of another one, but is then asked for'
configure 'softdep x pre: bad' 'softdep bad post: s'
run modprobe -j 4 -a x bad
fails
live d s x
run modprobe -q -r -a x s d

check '-i: each name as without -j'
configure 'softdep b pre: c' 'install b false'
run modprobe -i -j 4 -a b a
succeeds
traces 'finit_module(b, "", 0) = 0
finit_module(c, "", 0) = 0
finit_module(a, "", 0) = 0'
run modprobe -i -r -a a b c

check 'several miss a module that went meanwhile: all are tried again'
configure 'install evil rmmod base' 'softdep left pre: evil' 'softdep right pre: evil' 'softdep third pre: evil'
run modprobe -j 4 -a left right third
succeeds
live base left right third

finish
