# SPDX-License-Identifier: 0BSD
# modprobe.d, and the kernel's command line.
#
# modules: brd loop ifb msdos
# kernel: modprobe.blacklist=ifb,veth loop.max_loop=5

check 'options of modprobe.d reach the module, those of the command line win'
configure 'options brd rd_nr=3 rd_size=1024'
run modprobe -v brd rd_size=2048
succeeds
says '^insmod .*/brd\.ko.* rd_nr=3 rd_size=1024 rd_size=2048$'
run cat /sys/module/brd/parameters/rd_nr /sys/module/brd/parameters/rd_size
prints "$(printf '3\n2048')"
run modprobe -r brd

check 'options of the kernel command line reach the module'
run cat /proc/cmdline
run modprobe loop
succeeds
run cat /sys/module/loop/parameters/max_loop
prints 5
run modprobe -r loop

check 'modprobe.blacklist= on the kernel command line'
run modprobe rtnl-link-ifb
succeeds
silent
run modprobe -b ifb
absent ifb
run modprobe ifb
succeeds
live ifb
run modprobe -r ifb

check 'blacklist in modprobe.d holds for aliases, and for names with -b'
configure 'blacklist msdos'
run modprobe fs-msdos
succeeds
silent
run modprobe -b msdos
absent msdos
run modprobe msdos
succeeds
live msdos
run modprobe -r msdos

check 'an alias of modprobe.d'
configure 'alias my-disk brd'
run modprobe my-disk
succeeds
live brd
run modprobe -r my-disk
succeeds
absent brd

check 'soft dependencies load before and after the module, and go with it'
configure 'softdep msdos pre: brd post: loop'
run modprobe -v msdos
succeeds
sed -n 's|^insmod .*/\([a-z]*\)\.ko.*|\1|p' $out | tr '\n' ' ' >/tmp/order
holds [ "$(cat /tmp/order)" = 'fat brd msdos loop ' ]
live brd fat msdos loop
run modprobe -r msdos
succeeds
absent brd fat msdos loop

check 'a soft dependency that is not there is no error'
configure 'softdep brd pre: no-such-module'
run modprobe brd
succeeds
live brd
run modprobe -r brd

check 'an install command runs in place of the module, with its options'
configure 'install brd echo "options: $CMDLINE_OPTS"; modprobe --ignore-install brd $CMDLINE_OPTS && echo done'
run modprobe brd rd_nr=4
succeeds
says '^options: rd_nr=4$'
says '^done$'
live brd
run cat /sys/module/brd/parameters/rd_nr
prints 4
configure 'remove brd echo "going"; modprobe -r --ignore-remove brd'
run modprobe -r brd
succeeds
says '^going$'
absent brd

check 'an install command that fails'
configure 'install brd /bin/false'
run modprobe brd
fails
says "^modprobe: ERROR: Error running install command '/bin/false' for module brd: retcode 1$"
absent brd

check 'a module with softdeps and an install command: both count'
configure 'softdep brd pre: msdos post: loop' 'install brd echo "in place of brd"; modprobe -i brd $CMDLINE_OPTS' \
	'options brd rd_nr=2'
run_traced modprobe brd rd_size=4096
succeeds
prints 'in place of brd'
live fat msdos brd loop
holds [ "$(cat /sys/module/brd/parameters/rd_nr)" = 2 ]
holds [ "$(cat /sys/module/brd/parameters/rd_size)" = 4096 ]
run modprobe -r brd
succeeds
absent fat msdos brd loop
configure 'softdep brd pre: msdos' 'install brd /bin/false'
run modprobe brd
fails
absent brd
run modprobe -r msdos

check 'forbid holds for the kernel, too'
configure 'forbid msdos not here'
run modprobe fs-msdos
fails
says "module 'msdos' is forbidden by /etc/modprobe.d/test.conf line 1: not here"
run_traced mount -t msdos /dev/nothing /mnt
absent msdos
configure '# nothing'
