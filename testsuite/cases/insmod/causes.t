#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Why a module was refused: the line behind kmod's, for each cause. The words are those of libmod/cause.
. "$(dirname "$0")/../../lib.sh"

new_root
kernel vermagic '6.1.0-test SMP mod_unload'
kernel symbol printk 0x1111
module fat in=.
module vfat in=. --need fat_api --need nobody
module plain in=.
module fat
module vfat depends=fat
module plain
module other
index
rm fat.ko

# allowed WORD...: the rest of the checks are about another kind of kernel.
allowed() {
	another_kernel vermagic '6.1.0-test SMP mod_unload'
	kernel symbol printk 0x1111
	[ $# = 0 ] || kernel "$@"
	rm -f proc/self/status proc/kallsyms
}

check 'symbol: the module that has it is not loaded'
run insmod vfat.ko
fails
complains 'insmod: ERROR: could not insert module vfat.ko: Unknown symbol in module'
explains "cause: symbol: in fat, which is not loaded: 'fat_api'; in no module of /lib/modules/$release: 'nobody'
try: modprobe fat"

check 'symbol: the same without the kernel'\''s log, by /proc/kallsyms'
mv dev/kmsg .
echo '0000000000000000 r __ksymtab_printk' >proc/kallsyms
run insmod vfat.ko
fails
explains "cause: symbol: in fat, which is not loaded: 'fat_api'; in no module of /lib/modules/$release: 'nobody'
try: modprobe fat"

check 'symbol: without log and kallsyms, what the tree knows'
rm proc/kallsyms
run insmod vfat.ko
fails
explains "cause: symbol: in fat, which is not loaded: 'fat_api'
try: modprobe fat"
mv kmsg dev/

check 'symbol: many of them are counted'
module many in=. --need a1 --need a2 --need a3 --need a4 --need a5 --need a6
run insmod many.ko
explains "cause: symbol: in no module of /lib/modules/$release: 'a1' 'a2' 'a3' 'a4' and 2 more"

check 'symbol: GPL-only'
module mine in=. license=Proprietary --need gpl_thing
echo '0000000000000000 r __ksymtab_gpl_thing' >proc/kallsyms
run insmod mine.ko
explains "cause: symbol: GPL-only, the licence is 'Proprietary': 'gpl_thing'"
rm proc/kallsyms

check 'symbol: a namespace that is not imported'
allowed fail init plain '*' EINVAL
kernel log "plain: module uses symbol (foo) from namespace BAR, but does not import it."
run insmod plain.ko
explains "cause: symbol: 'foo' is in the namespace BAR, not imported"
allowed

check 'version: of a symbol of the kernel'
module old in=. --need printk=0x2222
run insmod old.ko
fails
complains 'insmod: ERROR: could not insert module old.ko: Invalid parameters'
explains "cause: version: 'printk': it wants version 0x00002222, this kernel has 0x00000000
try: build it for this kernel"

check 'version: the tree knows what the kernel has'
module old --need printk=0x1111
index
run insmod old.ko
explains "cause: version: 'printk': it wants version 0x00002222, this kernel has 0x00001111
try: build it for this kernel"

check 'version: of a symbol of another module'
module exporter --export thing=0x5555
module user in=. --need thing=0x6666
index
run modprobe exporter
run insmod user.ko
explains "cause: version: 'thing': it wants version 0x00006666, exporter has 0x00005555
try: build it for this kernel"

check 'vermagic'
module wrong in=. 'vermagic=6.1.0-test preempt mod_unload '
run insmod wrong.ko
fails
complains 'insmod: ERROR: could not insert module wrong.ko: Invalid module format'
explains "cause: vermagic: it is for '6.1.0-test preempt mod_unload ', this kernel is '6.1.0-test SMP mod_unload '; not the same: 'preempt' 'SMP'
try: build it for this kernel"

check 'vermagic: without the log, by a module that is loaded'
mv dev/kmsg .
run insmod wrong.ko
explains "cause: vermagic: it is for '6.1.0-test preempt mod_unload ', this kernel is '6.1.0-test SMP mod_unload '; not the same: 'preempt' 'SMP'
try: build it for this kernel"

check 'vermagic: by the release, with nothing loaded'
run modprobe -r exporter
module newer in=. 'vermagic=6.2.0-test SMP mod_unload '
run insmod newer.ko
explains "cause: vermagic: it is for '6.2.0-test SMP mod_unload ', this kernel is '6.1.0-test'; not the same: '6.2.0-test' '6.1.0-test'
try: build it for this kernel"
mv kmsg dev/

check 'machine'
module arm in=. --machine arm --class 32 --order big
run insmod arm.ko
complains 'insmod: ERROR: could not insert module arm.ko: Invalid module format'
explains 'cause: machine: it is for ARM (32-bit, big-endian), this kernel is x86-64'

check 'format: truncated, no ELF file'
head -c 600 plain.ko >cut.ko
run insmod cut.ko
explains "cause: format: 'cut.ko' is truncated or damaged: its section headers are not there"
echo text >text.ko
run insmod text.ko
complains 'insmod: ERROR: could not insert module text.ko: Invalid module format'
explains "cause: format: 'text.ko' is not an ELF file"

check 'format: what only the kernel minds'
allowed fail finit_module '*' '*' ENOEXEC
run insmod plain.ko
explains 'cause: format: the kernel rejects the file'
allowed

check 'compression: damaged, and not known'
{
	pack xz plain.ko | head -c 300
	printf damage
} >bad.ko.xz
run insmod bad.ko.xz
fails
says '^insmod: cause: compression: could not unpack .bad.ko.xz.: truncated or damaged xz data$'
printf 'BZh91AY&SY and so on' >bad.ko.bz2
run insmod bad.ko.bz2
explains "cause: compression: 'bad.ko.bz2' is compressed with bzip2, which this program was built without"

check 'missing'
run insmod nothing.ko
complains 'insmod: ERROR: could not load module nothing.ko: No such file or directory'
explains "cause: missing: could not open 'nothing.ko': No such file or directory"

check 'parameter: a value of the wrong type'
module brd in=. parmtype=rd_nr:int parmtype=max_part:int parmtype=on:bool 'parmtype=list:array of int'
for word in rd_nr=many rd_nr= rd-nr=1x list=1,x,3 on=maybe; do
	run insmod brd.ko $word
	fails
	complains 'insmod: ERROR: could not insert module brd.ko: Invalid parameters'
	says "^insmod: cause: parameter: '(rd.nr|list|on)' does not take '${word#*=}': its type is '(int|array of int|bool)'\$"
	says '^insmod: try: modinfo -p brd$'
done

check 'parameter: an unknown one is a note, with the nearest names'
run insmod brd.ko rd_n=1
succeeds
explains "note: parameter: brd has no parameter 'rd_n'; it has rd_nr, on, max_part"
run rmmod brd

check 'parameter: old kernels refuse unknown ones'
allowed strict
run insmod brd.ko rd_n=1
complains 'insmod: ERROR: could not insert module brd.ko: Unknown symbol in module'
explains "cause: parameter: brd has no parameter 'rd_n'; it has rd_nr, on, max_part"

check 'signature: none, of an unknown key, damaged'
allowed sig_enforce
kernel trusted Friend
mkdir -p sys/module/module/parameters
echo Y >sys/module/module/parameters/sig_enforce
run insmod plain.ko
complains 'insmod: ERROR: could not insert module plain.ko: Key was rejected by service'
explains 'cause: signature: it is not signed: module.sig_enforce is on
try: sign it with a trusted key (mokutil)'
module signed in=. --signer Foe
run insmod signed.ko
explains "cause: signature: it is signed by 'Foe' with sha256: module with unavailable key
try: sign it with a trusted key (mokutil)"
rm -r sys/module/module
for error in ENOKEY EKEYREJECTED EBADMSG; do
	allowed fail finit_module '*' '*' $error
	run insmod signed.ko
	says "^insmod: cause: signature: it is signed by 'Foe' with sha256: "
done

check 'lockdown'
allowed fail finit_module '*' '*' EPERM
mkdir -p sys/kernel/security
echo 'none [integrity] confidentiality' >sys/kernel/security/lockdown
run insmod plain.ko
explains 'cause: lockdown: the kernel is locked down (integrity), and it is not signed
try: sign it with a trusted key (mokutil)'
rm -r sys/kernel

check 'forbidden: kernel.modules_disabled'
mkdir -p proc/sys/kernel
echo 1 >proc/sys/kernel/modules_disabled
run insmod plain.ko
explains 'cause: forbidden: kernel.modules_disabled is 1
try: reboot'
rm -r proc/sys

check 'forbidden: module_blacklist='
echo 'ro module_blacklist=a,plain,b quiet' >proc/cmdline
run insmod plain.ko
complains 'insmod: ERROR: could not insert module plain.ko: Operation not permitted'
explains "cause: forbidden: /proc/cmdline has module_blacklist=plain"
echo ro >proc/cmdline

check 'permission: no capability, and the file'
mkdir -p proc/self
for mask in 0000000000000000 000001fffffeffff 000000000000000a; do
	printf 'Name:\tx\nCapEff:\t%s\nCapBnd:\t0\n' $mask >proc/self/status
	run insmod plain.ko
	explains 'cause: permission: this process lacks CAP_SYS_MODULE
try: the same as root'
done
printf 'CapEff:\t000001ffffffffff\n' >proc/self/status
run insmod plain.ko
says '^insmod: cause: init: '

check 'busy: loaded, built in, open'
allowed
run insmod plain.ko
run insmod plain.ko
complains 'insmod: ERROR: could not insert module plain.ko: File exists'
explains 'cause: busy: plain is loaded'
run rmmod plain
allowed fail finit_module '*' '*' ETXTBSY
run insmod plain.ko
explains 'cause: busy: the file is open for writing'
allowed fail finit_module '*' '*' EEXIST
mkdir -p sys/module/plain
run insmod plain.ko
explains 'cause: busy: plain is built in'
rmdir sys/module/plain

check 'memory'
allowed fail finit_module '*' '*' ENOMEM
printf 'MemTotal: 9 kB\nMemAvailable:    123 kB\n' >proc/meminfo
run insmod plain.ko
says '^insmod: cause: memory: the file has [0-9]+ KB, free are 123 KB$'

check 'init: by the name of the error'
allowed
module nodev in=. fake_init=ENODEV
run insmod nodev.ko
complains 'insmod: ERROR: could not insert module nodev.ko: No such device'
explains 'cause: init: its init returned ENODEV: No such device; the driver found no hardware'
module nospace in=. fake_init=ENOSPC
run insmod nospace.ko
explains 'cause: init: its init returned an error: No space left on device'

check 'init: with what the module itself said'
kernel log 'nospace: nothing fits'
run insmod nospace.ko
explains "cause: init: its init returned an error: No space left on device; the log says 'nospace: nothing fits'"

check 'records of others, and what was there before, do not count'
allowed
printf '6,1,1,-;nodev: from before\n' >>dev/kmsg
kernel log 'nodev2: not of this module'
run insmod nodev.ko
explains 'cause: init: its init returned ENODEV: No such device; the driver found no hardware'

check 'hostile records and names are shown as they are, in one line'
allowed log "nodev: $(printf 'a\033[31m;b')"
run insmod nodev.ko
says "; the log says 'nodev: a\\\\x1b\[31m;b'$"
module long in=. --need "$(printf '%0600d' 0)"
run insmod long.ko
says "'0{100}'$"

check 'a log that is no log is passed over'
allowed
rm dev/kmsg
mkfifo dev/kmsg
LIMIT=5 run insmod nodev.ko
explains 'cause: init: its init returned ENODEV: No such device; the driver found no hardware'
rm dev/kmsg
mkdir dev/kmsg
run insmod nodev.ko
explains 'cause: init: its init returned ENODEV: No such device; the driver found no hardware'

finish
