# SPDX-License-Identifier: 0BSD
# Each tool by itself.
#
# modules: brd loop btrfs msdos dummy bridge 8021q

brd=$(file_of brd)

check 'insmod loads a file, lsmod lists it, rmmod removes it'
run insmod "$brd" rd_nr=1
succeeds
silent
live brd
run lsmod
says '^brd +[0-9]+  0$'
run rmmod brd
succeeds
silent
absent brd

check 'insmod - reads the module from standard input'
run_script "insmod - rd_nr=3 <$brd"
succeeds
live brd
run cat /sys/module/brd/parameters/rd_nr
prints 3
run rmmod brd

check 'insmod of a module that is loaded says so and fails'
run insmod "$brd"
succeeds
run insmod "$brd"
fails
says_line "insmod: ERROR: could not insert module $brd: File exists"
run rmmod brd

check 'rmmod of several names tries all'
run modprobe -a brd loop
live brd loop
run rmmod brd nosuch loop
fails
says '^rmmod: ERROR: Module nosuch is not currently loaded$'
absent brd loop

check 'rmmod takes a path and a dash for an underscore'
run modprobe blake2b-generic
live blake2b_generic
run rmmod blake2b-generic
succeeds
run insmod "$brd"
run rmmod "$brd"
succeeds
absent brd blake2b_generic

check 'modinfo tells about a module of the running kernel'
run modinfo brd
succeeds
says_line "filename:       $brd"
says '^license:        GPL$'
says '^parm:           rd_nr:Maximum number of brd devices \(int\)$'
says '^sig_id:         PKCS#7$'
run modinfo -F vermagic brd
holds [ "$(cut -d ' ' -f 1 $out)" = "$(uname -r)" ]
run modinfo -n brd
prints "$brd"
run modinfo -F depends msdos
prints fat

check 'modprobe loads by path, by alias, and the second time does nothing'
run modprobe "$brd" rd_nr=2
succeeds
live brd
run modprobe brd
succeeds
silent
run modprobe fs-msdos
succeeds
live msdos fat
run modprobe --first-time msdos
fails
says "^modprobe: ERROR: could not insert 'msdos': Module already in kernel$"
run modprobe -r msdos brd
succeeds
absent msdos fat brd

check 'modprobe -r --remove-holders removes the holders, and theirs first'
run modprobe -a bridge 8021q
succeeds
live llc stp bridge garp 8021q
run modprobe -r llc
fails
says '^modprobe: FATAL: Module llc is in use\.$'
live llc stp bridge garp 8021q
run_traced modprobe -r -v --remove-holders llc
succeeds
absent llc stp bridge garp 8021q
not_called '^delete_module.* = E'

check 'modprobe -n, -D and -R change nothing'
run modprobe -n -v msdos
succeeds
says '^insmod /.*/fat\.ko'
says '^insmod /.*/msdos\.ko'
run modprobe -D msdos
succeeds
says '^insmod /.*/msdos\.ko'
run modprobe -R fs-msdos
prints msdos
absent msdos fat

check 'modprobe of an unknown name fails, with -q silently'
run modprobe no-such-module
fails
says_line "modprobe: FATAL: Module no-such-module not found in directory /lib/modules/$(uname -r)"
run modprobe -q no-such-module
fails
silent

check 'depmod in the machine writes an index that modprobe can use'
cd "/lib/modules/$(uname -r)" || exit
mkdir /tmp/index
run_script 'modprobe -D btrfs | sort'
cp $out /tmp/before
mv modules.dep modules.dep.bin modules.alias modules.alias.bin modules.symbols* modules.softdep modules.devname \
	modules.builtin.bin modules.builtin.alias.bin /tmp/index
run depmod
succeeds
run_script 'modprobe -D btrfs | sort'
holds cmp $out /tmp/before
run modprobe msdos
succeeds
run modprobe -r msdos

check 'modprobe works with the binary index alone'
mkdir /tmp/text
mv modules.dep modules.alias modules.symbols /tmp/text
run modprobe fs-msdos
succeeds
live msdos
run modprobe -r msdos
mv /tmp/text/* .

check 'modprobe works with the text files alone'
mkdir /tmp/bin
mv modules.*.bin /tmp/bin
run modprobe fs-msdos
succeeds
live msdos
run modprobe -r msdos
succeeds
absent msdos fat
mv /tmp/bin/* .
mv /tmp/index/* .
