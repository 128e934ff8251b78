# SPDX-License-Identifier: 0BSD
# Why a module is refused: the exact line for each cause, by insmod and by modprobe.
# What cannot be taken back in a running kernel is in zz-locked.sh.
#
# modules: brd loop msdos nbd coretemp nlmon
# repack: brd=plain
# kernel: module_blacklist=nlmon

brd=$(file_of brd)
tree=/lib/modules/$(uname -r)
rebuild="try: build it for this kernel"
unsigned "$brd" >/tmp/brd.ko

# by_both FILE [PARAMETER]...: insmod of the file, then modprobe of it by its path; both say why, in the lines of $expected.
by_both() {
	tool=insmod
	run insmod "$@"
	fails
	says_expected
	tool=modprobe
	run modprobe "$@"
	fails
	says_expected
	absent brd
}
says_expected() {
	echo "$expected" | while IFS= read -r line; do
		grep -q -F -x -e "$tool: $line" $err || echo "$tool: $line"
	done >/tmp/.unsaid
	[ ! -s /tmp/.unsaid ] || wrong "does not say: $(cat /tmp/.unsaid)"
	[ "$(grep -c -E '^[a-z]+: (cause|try|note): ' $err)" = "$(echo "$expected" | wc -l)" ] || wrong "says more or less"
}

# poke FILE OFFSET BYTES: overwrites bytes, written as printf does.
poke() {
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

check 'a dependency that is not loaded'
case $(uname -r) in
6.1.*) first="'fat_dir_empty' 'fat_time_unix2fat' 'fat_get_dotdot_entry' 'fat_free_clusters' and 15 more" ;;
*) first= ;;
esac
run insmod "$(file_of msdos)"
fails
if [ -n "$first" ]; then
	says_line "insmod: cause: symbol: in fat, which is not loaded: $first"
else
	says "^insmod: cause: symbol: in fat, which is not loaded: '(__)?fat_[a-z0-9_]*' .* and [0-9]+ more$"
fi
says_line 'insmod: try: modprobe fat'
cp $tree/modules.dep.bin $tree/modules.dep /tmp
rm $tree/modules.dep.bin
sed 's/^\(.*msdos.ko[^:]*:\).*/\1/' /tmp/modules.dep >$tree/modules.dep
mv "$(file_of fat)" /tmp
run modprobe "$(file_of msdos)"
fails
says "^modprobe: cause: symbol: in fat, which is not loaded: '(__)?fat_[a-z0-9_]*' .* and [0-9]+ more$"
says_line 'modprobe: try: modprobe fat'
mv /tmp/fat.ko* "$(dirname "$(file_of msdos)")"
mv /tmp/modules.dep.bin /tmp/modules.dep $tree
absent msdos

check 'a symbol that no module has'
sed 's/device_add_disk/device_add_disQ/g' /tmp/brd.ko >/tmp/symbol.ko
expected="cause: symbol: in no module of $tree: 'device_add_disQ'"
by_both /tmp/symbol.ko

check 'a word of the vermagic changed'
sed 's/mod_unload modversions/mod_unload MODVERSIONS/' /tmp/brd.ko >/tmp/vermagic.ko
magic="$(uname -r) SMP preempt mod_unload"
expected="cause: vermagic: it is for '$magic MODVERSIONS ', this kernel is '$magic modversions '; not the same: 'MODVERSIONS' 'modversions'
$rebuild"
by_both /tmp/vermagic.ko

check 'the same in a file that was compressed'
gzip -c /tmp/vermagic.ko >/tmp/vermagic.ko.gz
by_both /tmp/vermagic.ko.gz

check 'the version of a symbol changed'
version_of() {
	modprobe --show-modversions "$brd" | awk -v name="$1" '$2 == name { print $1 }'
}
for symbol in module_layout device_add_disk; do
	cp /tmp/brd.ko /tmp/version.ko
	poke /tmp/version.ko $(($(strings -t d /tmp/brd.ko | awk -v name="$symbol" '$2 == name { print $1; exit }') - 8)) '\001\002\003\004'
	expected="cause: version: '$symbol': it wants version 0x04030201, this kernel has $(version_of $symbol)
$rebuild"
	by_both /tmp/version.ko
done

check 'a value of the wrong type'
expected="cause: parameter: 'rd_nr' does not take 'many': its type is 'int'
try: modinfo -p brd"
by_both "$brd" rd_nr=many
expected="cause: parameter: 'rd_nr' does not take '999999999999': its type is 'int'
try: modinfo -p brd"
by_both "$brd" rd_nr=999999999999

check 'an unknown parameter: the module loads, and there is a note'
for tool in insmod modprobe; do
	run $tool "$brd" rd_n=1
	succeeds
	says_line "$tool: note: parameter: brd has no parameter 'rd_n'; it has rd_nr, rd_size, max_part"
	live brd
	run rmmod brd
done

check 'another architecture'
cp /tmp/brd.ko /tmp/machine.ko
poke /tmp/machine.ko 18 '\267\000'
expected='cause: machine: it is for AArch64 (64-bit, little-endian), this kernel is x86-64'
by_both /tmp/machine.ko

check 'a truncated file'
head -c 20000 "$brd" >/tmp/cut.ko
expected="cause: format: '/tmp/cut.ko' is truncated or damaged: its section headers are not there"
by_both /tmp/cut.ko

check 'a truncated and a damaged .xz'
if [ -n "$(find $tree -name 'loop.ko.xz')" ]; then
	loop=$(file_of loop)
	head -c 3000 "$loop" >/tmp/loop.ko.xz
	expected="cause: compression: could not unpack '/tmp/loop.ko.xz': truncated or damaged xz data"
	by_both /tmp/loop.ko.xz
	cp "$loop" /tmp/loop.ko.xz
	poke /tmp/loop.ko.xz 2000 damage
	expected="cause: compression: could not unpack '/tmp/loop.ko.xz': truncated or damaged xz data"
	by_both /tmp/loop.ko.xz
else
	skip 'this kernel has no .ko.xz'
fi

check 'module_blacklist= on the command line of the kernel'
expected="cause: forbidden: /proc/cmdline has module_blacklist=nlmon"
by_both "$(file_of nlmon)"

check 'a driver without its device'
expected="cause: init: its init returned ENODEV: No such device; the driver found no hardware"
by_both "$(file_of coretemp)"

check 'no capability'
for tool in insmod modprobe; do
	run_as_nobody $tool "$brd"
	fails
	says_line "$tool: cause: permission: this process lacks CAP_SYS_MODULE"
done

check 'loaded already'
modprobe brd
run insmod "$brd"
fails
says_line 'insmod: cause: busy: brd is loaded'
run modprobe -r brd

check 'a tampered module'
sed 's/license=GPL/license=BSD/' "$brd" >/tmp/tampered.ko
signer=$(modinfo -F signer "$brd")
expected="cause: signature: it is signed by '$signer' with sha256: the file was changed
try: sign it with a trusted key (mokutil)"
by_both /tmp/tampered.ko

check 'no module directory for this kernel'
mv "$tree" /lib/modules/1.2.3
run modprobe brd
fails
says_line "modprobe: FATAL: Module brd not found in directory $tree"
says_line "modprobe: cause: missing: '$tree' does not exist; there is 1.2.3"
says_line 'modprobe: try: install the modules of that kernel, or mount those of the host'
mv /lib/modules/1.2.3 "$tree"

check 'modprobe --explain agrees with the kernel: what would work, works'
run_as_nobody modprobe --explain msdos nbd loop
succeeds
says '^msdos would load$'
says '^step [0-9]+: insmod .*/fat\.ko'
absent msdos
run modprobe -a msdos nbd loop
succeeds
run_as_nobody modprobe --explain nlmon
fails
says "^  would fail: forbidden: /proc/cmdline has module_blacklist=nlmon$"
run modprobe --explain /tmp/vermagic.ko
fails
says '^  would fail: vermagic: '
run modprobe --explain /tmp/symbol.ko
fails
says "^  would fail: symbol: in no module of .*'device_add_disQ'$"
