# SPDX-License-Identifier: 0BSD
# Without rights: the kernel refuses, we say so.
#
# modules: brd loop

brd=$(file_of brd)

check 'insmod and modprobe of nobody are refused'
run_as_nobody insmod "$brd"
fails
says_line "insmod: ERROR: could not insert module $brd: Operation not permitted"
run_as_nobody modprobe brd
fails
says "^modprobe: ERROR: could not insert 'brd': Operation not permitted$"
absent brd

check 'rmmod and modprobe -r of nobody are refused'
modprobe loop
run_as_nobody rmmod loop
fails
says '^rmmod: ERROR: could not remove module loop: Operation not permitted$'
run_as_nobody modprobe -r loop
fails
says "^modprobe: ERROR: could not remove 'loop': Operation not permitted$"
live loop

check 'nobody may look'
run_as_nobody lsmod
succeeds
says '^loop '
run_as_nobody modinfo -n brd
succeeds
prints "$brd"
run_as_nobody modprobe -D brd
succeeds
run_as_nobody modprobe loop
succeeds
silent
