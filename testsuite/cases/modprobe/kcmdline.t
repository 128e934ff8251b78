#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# The kernel's command line: what is for modules in it.
. "$(dirname "$0")/../../lib.sh"

new_root
module foo-bar
module psmouse
index

# line TEXT: what modprobe -c shows of it.
line() {
	printf '%s\n' "$1" >proc/cmdline
	run modprobe -c -C /dev/null
	sed '/^$/,$d' "$out" >"$scratch/shown"
	echo "kernel command line: $1" >>"$scratch/lines"
	cat "$scratch/shown" >>"$scratch/lines"
}

# shown_as_stored: only that, not the indexes behind it.
shown_as_stored() {
	cp "$scratch/lines" "$record"
	: >"$scratch/lines"
	as_stored
}

check 'parameters'
line 'psmouse.foo'
line 'root=/dev/x psmouse.proto=imps psmouse.resolution=1.5G quiet'
line 'root=/dev/disk/by-label/x.y init=../a.b initrd=c.img BOOT_IMAGE=/vmlinuz-6.1.0'
line 'ivrs_acpihid[14:00.5]=PNPD0040:00 psmouse.foo=1'
line 'psmouse.a=1 psmouse.a=2 other.b='
line 'a.b.c=1 .d=2 e.=3'
shown_as_stored

check 'quotes'
line 'foo_bar.dyndbg="file x.c +p; file y.c +p" psmouse.x=1'
line '"foo_bar.dyndbg=file x.c +p" psmouse.x=1'
line 'foo_bar.dyndbg=+p "root=/a b.c" psmouse.x="y"'
shown_as_stored

check 'a dash and an underscore are the same'
line 'foo-bar.x=1 foo_bar.x-y=2'
run modprobe -n -v foo-bar
run modprobe -n -v foo_bar
shown_as_stored

check 'blacklists'
line 'modprobe.blacklist=one,two modprobe.blacklist=three'
line 'modprobe.blacklist= modprobe.blacklist=,,four'
shown_as_stored

check 'five thousand bytes'
line "psmouse.first $(seq 1000 | tr '\n' ' ')quiet psmouse.last"
sed -i '/^kernel/d' "$scratch/lines"
shown_as_stored

finish
