#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Trees below another root: never those of the running system.
. "$(dirname "$0")/../../lib.sh"

new_root
module host-only

check '/usr/lib/modules, where there is no /lib/modules'
mkdir -p image
module a in=image/usr/lib/modules/6.6.6/kernel
run depmod -b image 6.6.6
succeeds
holds grep -q kernel/a.ko image/usr/lib/modules/6.6.6/modules.dep

check '/lib is a link, relative or absolute'
ln -s usr/lib image/lib
run depmod -b image 6.6.6
succeeds
ln -sfn /usr/lib image/lib
rm image/usr/lib/modules/6.6.6/modules.*
run depmod -b image 6.6.6
succeeds
holds grep -q kernel/a.ko image/usr/lib/modules/6.6.6/modules.dep

check 'a release that only the host has'
run depmod -b image "$release"
fails
says 'could not open directory'
holds test ! -e "image/usr/lib/modules/$release"

finish
