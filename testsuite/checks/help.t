#!/bin/sh
# SPDX-License-Identifier: 0BSD
# shellcheck disable=SC2016
# Each help page has the options of its command's table, in that order, and no others; and every command has a page.
cd "$(dirname "$0")/../.." || exit 1
. testsuite/checks/tap.sh

# Old names that are still taken and not shown.
old_names='remove-dependencies|resolve-alias|showconfig|dump-modversions|show|dry-run|debug'

# The table FILE:TABLE as help pages write it: "-d, --dirname="
rows() {
	sed -n "/ ${1#*:}\[\] = {/,/{ 0 }/p" "applets/${1%:*}" | grep -v OPT_IGNORED |
		sed -nE "s/.*\{ ('(.)'|0), (OPT_[A-Z_]+), .*, \"([^\"]*)\" \}.*/\2 \3 \4/p" |
		while read -r letter kind name; do
			[ -n "$name" ] || name=$kind kind=$letter letter=
			argument=
			case $kind in OPT_TEXT | OPT_LIST | OPT_NUMBER) argument== ;; esac
			echo "${letter:+-$letter, }--$name$argument"
		done
}

shown() {
	sed -n '/^Options:/,/^$/p' "applets/help/$1" |
		sed -nE 's/^ +((-., )?--[a-z-]+=?).*/\1/p'
}

for pair in insmod=insmod.c:insmod_options rmmod=rmmod.c:rmmod_options lsmod=loaded.c:loaded_options \
	modprobe=modprobe.c:modprobe_options depmod=depmod.c:depmod_table modinfo=modinfo.c:modinfo_options \
	kmod=kmod.c:no_options kmod-list=loaded.c:loaded_options \
	kmod-static-nodes=kmod.c:static_nodes_options kmodbox=kmodbox.c:kmodbox_options ksyms=ksyms.c:ksyms_options \
	insmod24=insmod24.c:insmod24_options rmmod24=rmmod24.c:rmmod24_options \
	modprobe24=modprobe24.c:modprobe24_options depmod24=depmod24.c:depmod24_options; do
	page=${pair%%=*}
	hidden=$old_names
	case $page in
	depmod*) hidden=dry-run ;;
	modprobe24) hidden=debug ;;
	esac
	same "$page: the options of its table" "$(shown "$page")" \
		"$(rows "${pair#*=}" | grep -vxE -- "--($hidden)|-., --(debug)"; rows usage.c:common_options)"
	echo "$page" >>"$scratch/pages"
done

same 'every page is compared with a table' "$(ls applets/help)" "$(sort "$scratch/pages")"

for applet in kmodbox $(./kmodbox --list) 'kmod list' 'kmod static-nodes' 'depmod 2.4.37'; do
	page=$(echo "$applet" | sed 's/ 2\.4\..*/24/; s/ /-/')
	# Without quotes: the second word is an argument.
	same "$applet --help is its page" "$(./kmodbox ${applet#kmodbox} --help | sed '/^Commands:/q')" \
		"$(sed '/^Commands:/q' "applets/help/$page")"
done
echo "1..$count"
