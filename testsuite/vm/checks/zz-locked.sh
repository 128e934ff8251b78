# SPDX-License-Identifier: 0BSD
# What cannot be taken back in a running kernel, so it is the last topic: sig_enforce, lockdown, modules_disabled.
#
# modules: brd
# repack: brd=plain

brd=$(file_of brd)
sign='try: sign it with a trusted key (mokutil)'
unsigned "$brd" >/tmp/brd.ko
sed 's/license=GPL/license=BSD/' "$brd" >/tmp/tampered.ko

# both_say FILE CAUSE TRY: insmod and modprobe of the file.
both_say() {
	for tool in insmod modprobe; do
		run $tool "$1"
		fails
		says_line "$tool: cause: $2"
		says_line "$tool: $3"
	done
	absent brd
}

check 'module.sig_enforce=1: an unsigned module'
echo 1 >/sys/module/module/parameters/sig_enforce
both_say /tmp/brd.ko 'signature: it is not signed: module.sig_enforce is on' "$sign"
run modprobe --explain /tmp/brd.ko
fails
says_line '  would fail: signature: it is not signed: module.sig_enforce is on'

check 'module.sig_enforce=1: a tampered module'
both_say /tmp/tampered.ko "signature: it is signed by '$(modinfo -F signer "$brd")' with sha256: the file was changed" "$sign"

check 'module.sig_enforce=1: a good module'
run modprobe brd
succeeds
silent
run rmmod brd

check 'kernel.modules_disabled=1'
echo 1 >/proc/sys/kernel/modules_disabled
both_say "$brd" 'forbidden: kernel.modules_disabled is 1' 'try: reboot'
run modprobe --explain brd
fails
says_line '  would fail: forbidden: kernel.modules_disabled is 1'
