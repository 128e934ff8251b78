#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Files that are nearly modules, and the words for what the kernel says. More in cases/loading.
. "$(dirname "$0")/../../lib.sh"

new_root
module m in=.
mv m.ko good.ko

check 'below a file'
run insmod good.ko/m.ko
fails
complains 'insmod: ERROR: could not load module good.ko/m.ko: Not a directory'
untouched

check 'twice compressed'
pack gz good.ko >once
pack xz once >twice.ko.gz.xz
run insmod twice.ko.gz.xz
fails
complains 'insmod: ERROR: could not insert module twice.ko.gz.xz: Invalid module format'
untouched

check 'a compression that no kernel and no build knows is named'
printf 'BZh91AY&SY and so on' >good.ko.bz2
run insmod good.ko.bz2
fails
complains 'insmod: ERROR: could not insert module good.ko.bz2: Invalid module format'
says ': cause: compression: .*bzip2'
untouched

check 'a symbol that nobody has'
module needy in=. --need nobody
run insmod needy.ko
fails
complains 'insmod: ERROR: could not insert module needy.ko: Unknown symbol in module'

check 'cut in the middle'
head -c 600 good.ko >cut.ko
run insmod cut.ko
fails
complains 'insmod: ERROR: could not insert module cut.ko: Invalid module format'

check 'loaded already'
run insmod good.ko
succeeds
run insmod good.ko
fails
complains 'insmod: ERROR: could not insert module good.ko: File exists'

check 'its init fails'
module nodev in=. fake_init=ENODEV
run insmod nodev.ko
fails
complains 'insmod: ERROR: could not insert module nodev.ko: No such device'

check 'no file named'
run insmod
fails
complains 'insmod: ERROR: missing filename.'

finish
