#!/bin/sh
# SPDX-License-Identifier: 0BSD
# What --help looks like.
. "$(dirname "$0")/../../lib.sh"

new_root
for applet in insmod rmmod lsmod kmod; do
	check "$applet --help"
	run $applet --help
	succeeds
	as_stored
done

finish
