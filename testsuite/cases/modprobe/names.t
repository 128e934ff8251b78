#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# What a name may look like, and which of the sources of names decides.
. "$(dirname "$0")/../../lib.sh"

new_root
module foo-bar
module under_score alias='scsi:t-0x00*' alias='range:[a-c]-[0-9]x*' alias='dots:one.two' alias='dots:one.twofold'
module dots alias='dots:one.*.three'
module first alias=shared
module second alias=shared
module ext4 alias=fs-ext4
built_in unix alias=net-pf-1
index

check 'a dash and an underscore are the same'
run modprobe -n -v foo_bar
run modprobe -n -v foo-bar
run modprobe -R scsi:t-0x00
run modprobe -R scsi:t_0x00
as_stored

check 'but not inside brackets'
run modprobe -R range:a-5x
run modprobe -R range:b_5xyz
run modprobe -R range:d-5x
as_stored

check 'an alias is not cut at a dot'
run modprobe -R dots:one.two
run modprobe -R dots:one.x.three
run modprobe -R dots:one
as_stored

check 'all modules of an alias, in their order'
run modprobe -R shared
as_stored

check 'the configuration comes first, with all its aliases'
configure 'alias ext4 foo-bar' 'alias e* first' 'alias shared ext4'
run modprobe -R ext4
run modprobe -R shared
run modprobe -R fs-ext4
as_stored

check 'an alias of an alias is not followed'
configure 'alias one two' 'alias two one' 'alias three fs-ext4'
run modprobe -R one
run modprobe -R three
run modprobe -D three
as_stored

check 'an install line makes a name known'
configure 'install nothing echo hello' 'install fs-ext4 echo other' 'install unix echo unix'
run modprobe -R nothing
run modprobe -D fs-ext4
run modprobe -D unix
as_stored

check 'exported symbols'
configure
run modprobe -R symbol:ext4_api
run modprobe -R symbol:nothing
as_stored

check 'names that are none'
for name in '' ' ' -- 'a[b' 'a]b' '[' ']' '[!' '[]' '\' '*' 'e*' 'ext?' '%s' ';id' '$(id)' "$(printf '\303\244')" ext4.ko /ext4 ../ext4 a/b; do
	run modprobe -R -- "$name"
	fails
	says 'not found in directory|No such file'
done
untouched

finish
