# SPDX-License-Identifier: 0BSD
# The kernel calls modprobe: file systems, network links and devices, device nodes, binary formats.
#
# modules: brd msdos vfat nls_cp437 nls_ascii dummy bridge tun can-raw ipip

check 'a file system: mount'
modprobe brd rd_nr=1
mkdosfs /dev/ram0
run_traced mount -t msdos /dev/ram0 /mnt
succeeds
called '^request fs-msdos$'
live msdos fat
run umount /mnt

check 'a kind of network link'
run_traced ip link add link0 type dummy
succeeds
called '^request rtnl-link-dummy$'
live dummy
run ip link del link0
run modprobe -r dummy

check 'a bridge'
run_traced ip link add bridge0 type bridge
succeeds
called '^request rtnl-link-bridge$'
live bridge stp llc
run ip link del bridge0

check 'a network device by name, with an alias of modprobe.d'
configure 'alias netdev-test0 dummy' 'options dummy numdummies=1'
run_traced ifconfig test0
called '^request netdev-test0$'
live dummy
run modprobe -r dummy

check 'a network device by name, with the alias of a module'
run_traced ifconfig tunl0
called '^request netdev-tunl0$'
live ipip tunnel4 ip_tunnel
run modprobe -r ipip

check 'nobody cannot make the kernel load by the name of a device'
run_as_nobody ifconfig tunl0
absent ipip

check 'a family of sockets, and one of its protocols'
run_traced socket 29 3 1
succeeds
called '^request net-pf-29$'
called '^request can-proto-1$'
live can can_raw
run modprobe -r can_raw
absent can can_raw

check 'fifty processes open a socket of that family at once'
run_traced socket 29 3 1 50
succeeds
silent
holds [ "$(grep -c '^request net-pf-29$' $calls)" -ge 10 ]
holds [ "$(grep -c '^request can-proto-1$' $calls)" -ge 10 ]
live can can_raw
the_log_says_not 'Unknown|modprobe|rror'
run modprobe -r can_raw

check 'fifty mounts of two kinds at once'
run modprobe -r msdos
run_traced sh -c '
	for each in $(seq 25); do
		mount -t msdos /dev/ram0 /mnt 2>/dev/null && umount /mnt &
		mount -t vfat /dev/ram0 /mnt 2>/dev/null && umount /mnt &
	done
	wait'
holds [ "$(grep -c '^request fs-' $calls)" -ge 4 ]
live msdos vfat fat
the_log_says_not 'modprobe|Unknown symbol|duplicate'
while umount /mnt 2>/dev/null; do :; done
run modprobe -r -a msdos vfat
absent msdos vfat fat

check 'a device node'
mknod /tmp/tun c 10 200
run_traced sh -c ': </tmp/tun'
called '^request char-major-10-200$'
live tun
rm /tmp/tun

check 'a module that does not exist: the kernel hears it at once, and nothing is printed'
run_traced mount -t nosuchfs /dev/ram0 /mnt
called '^request fs-nosuchfs$'
not_called 'init_module'
says 'No such device'
the_log_says_not .

check 'a format of programs'
printf '\001\002\003\004 no program\n' >/tmp/program
chmod +x /tmp/program
run_traced /tmp/program
called '^request binfmt-0403$'
the_log_says_not 'modprobe'
