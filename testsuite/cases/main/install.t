#!/bin/sh
# SPDX-License-Identifier: 0BSD
# kmodbox --install: the links that applets are called by.
. "$(dirname "$0")/../../lib.sh"

new_root
if [ "$TOOL" = link ]; then
	# the program is outside of the root: only what is printed, and where links lead
	folder=$root/bin
else
	folder=/usr/bin
fi
mkdir -p usr/bin bin

check 'a link for each applet'
run kmodbox --install "$folder"
succeeds
silent
for applet in $(go kmodbox --list); do
	holds test -L ".${folder#"$root"}/$applet"
done
run_script "$folder/lsmod"
succeeds
prints 'Module                  Size  Used by'

check 'again: nothing to do'
run kmodbox --install -s "$folder"
succeeds
silent

check 'the links are relative'
for applet in lsmod kmod; do
	case $(readlink ".${folder#"$root"}/$applet") in
	/*) wrong 'is absolute' ;;
	../*kmodbox) ;;
	*) wrong "is $(readlink ".${folder#"$root"}/$applet")" ;;
	esac
done

check 'another program stays, and is reported'
place=.${folder#"$root"}
rm "$place/rmmod" "$place/insmod"
echo mine >"$place/rmmod"
run kmodbox --install "$folder"
fails
complains "kmodbox: ERROR: '${folder#"$root"}/rmmod' exists and is another program; --force replaces it"
holds grep -qx mine "$place/rmmod"
holds test -L "$place/insmod"

check '--force replaces it'
run kmodbox --install --force "$folder"
succeeds
silent
holds test -L "$place/rmmod"

check 'a folder that is not there'
run kmodbox --install "$folder/nothing"
fails
says "^kmodbox: ERROR: could not enter '.*nothing': No such file or directory$"

check 'no folder'
run kmodbox --install
fails
complains 'kmodbox: ERROR: missing directory.'
run kmodbox --list "$folder"
fails

check 'beside the program the links are just its name'
if [ "$TOOL" != link ]; then
	run kmodbox --install --force /sbin
	succeeds
	rm sbin/lsmod
	run kmodbox --install /sbin
	succeeds
	holds test "$(readlink sbin/lsmod)" = kmodbox
fi

finish
