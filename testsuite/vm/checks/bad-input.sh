# SPDX-License-Identifier: 0BSD
# What cannot be loaded is refused with one clear line, and nothing changes.
#
# modules: brd loop msdos nbd
# repack: brd=plain loop=xz

brd=$(file_of brd)
loop=$(file_of loop)

check 'a parameter with a wrong value'
run insmod "$brd" rd_nr=many
fails
says_line "insmod: ERROR: could not insert module $brd: Invalid parameters"
run modprobe brd rd_nr=many
fails
says "^modprobe: ERROR: could not insert 'brd': Invalid argument$"
absent brd
the_log_says 'invalid for parameter'

check 'an unknown parameter is a remark of the kernel only'
run insmod "$brd" no_such_parameter=1
succeeds
the_log_says "brd: unknown parameter 'no_such_parameter' ignored"
run rmmod brd

check 'a module whose dependency is not loaded'
msdos=$(file_of msdos)
run insmod "$msdos"
fails
says_line "insmod: ERROR: could not insert module $msdos: Unknown symbol in module"
absent msdos
the_log_says 'msdos: Unknown symbol fat_'

check 'a truncated module'
head -c 20000 "$brd" >/tmp/brd.ko
run insmod /tmp/brd.ko
fails
says_line 'insmod: ERROR: could not insert module /tmp/brd.ko: Invalid module format'
absent brd

check 'a truncated xz file'
head -c 3000 "$loop" >/tmp/loop.ko.xz
run insmod /tmp/loop.ko.xz
refused /tmp/loop.ko.xz
absent loop

check 'a damaged xz file'
cp "$loop" /tmp/loop.ko.xz
printf 'damage' | dd of=/tmp/loop.ko.xz bs=1 seek=2000 conv=notrunc 2>/dev/null
run insmod /tmp/loop.ko.xz
refused /tmp/loop.ko.xz
absent loop

check 'a file that is no module'
printf 'this is no module\n' >/tmp/text.ko
run insmod /tmp/text.ko
refused /tmp/text.ko
head -c 4096 /dev/zero >/tmp/zeros.ko
run insmod /tmp/zeros.ko
refused /tmp/zeros.ko

check 'an empty file, a folder, a missing file, a device'
: >/tmp/empty.ko
run insmod /tmp/empty.ko
refused /tmp/empty.ko
mkdir /tmp/folder.ko
run insmod /tmp/folder.ko
refused /tmp/folder.ko
run insmod /tmp/missing.ko
refused /tmp/missing.ko
says_line 'insmod: ERROR: could not load module /tmp/missing.ko: No such file or directory'
run insmod /dev/zero
refused /dev/zero

check 'a FIFO is refused at once'
mkfifo /tmp/pipe.ko
run timeout -s KILL 10 insmod /tmp/pipe.ko
refused /tmp/pipe.ko

check 'a decompression bomb: 1 GiB in a small file'
run insmod /samples/bomb.ko.zst
refused /samples/bomb.ko.zst

check 'modprobe names the module whose dependency is damaged, and does not load it'
fat=$(file_of fat)
mv "$fat" /tmp/fat
head -c 30000 /tmp/fat >"$fat"
run modprobe msdos
fails
says "^modprobe: ERROR: could not insert '(msdos|fat)': "
absent msdos fat
mv /tmp/fat "$fat"
run modprobe msdos
succeeds
run modprobe -r msdos

check 'a signed module that was changed'
sed 's/license=GPL/license=BSD/' "$brd" >/tmp/brd.ko
run insmod /tmp/brd.ko
fails
says_line 'insmod: ERROR: could not insert module /tmp/brd.ko: Key was rejected by service'
absent brd

# Of the version magic, the release does not count where symbols have checksums; the rest does.
check 'a module that was built for another kernel'
unsigned "$brd" | sed 's/mod_unload modversions/mod_unload MODVERSIONS/' >/tmp/brd.ko
run insmod /tmp/brd.ko
fails
says_line 'insmod: ERROR: could not insert module /tmp/brd.ko: Invalid module format'
the_log_says 'version magic'
absent brd

check 'insmod -f loads it all the same, as the mark F shows'
run insmod -f /tmp/brd.ko
succeeds
live brd
run grep brd /proc/modules
says '\(.*F.*\)$'
run rmmod brd
