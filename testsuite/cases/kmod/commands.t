#!/bin/sh
# SPDX-License-Identifier: 0BSD
# kmod's own commands.
. "$(dirname "$0")/../../lib.sh"

new_root
module a in=.
run insmod a.ko

check 'list is lsmod'
run kmod list
succeeds
prints 'Module                  Size  Used by
a                      16384  0'
run kmod list x
fails
complains 'kmod: ERROR: too many arguments provided.'

check 'no modules.devname'
run kmod static-nodes
succeeds
prints ''
complains "kmod: Warning: /lib/modules/$release/modules.devname not found - ignoring"
run kmod static-nodes -o nodes
succeeds
holds test ! -e nodes

cat >"lib/modules/$release/modules.devname" <<'END'
# Device nodes to trigger on-demand module loading.
fuse fuse c10:229
tun net/tun c10:200
nbd deep/er/nbd b43:0
END

for format in human tmpfiles devname; do
	check "static-nodes, $format"
	run kmod static-nodes -f $format
	succeeds
	as_stored
done

check 'the format for people is the default'
run kmod static-nodes
cp "$out" human
run kmod static-nodes --format=human
holds cmp human "$out"

check 'to a file, with the folders above it'
run kmod static-nodes --format=devname --output=run/a/b/nodes
succeeds
silent
holds test "$(cat run/a/b/nodes)" = 'fuse fuse c10:229
tun net/tun c10:200
nbd deep/er/nbd b43:0'

check 'to a file that cannot be'
run kmod static-nodes -o proc/modules/x
fails
says 'ERROR: .*proc/modules'
run kmod static-nodes -o /dev/full
fails
complains "kmod: ERROR: could not write '/dev/full': No space left on device"

check 'an unknown format'
run kmod static-nodes -f other
fails
complains "kmod: Unknown format: 'other'."

check 'bad lines are reported, the others printed'
cat >"lib/modules/$release/modules.devname" <<'END'
one
two a

bad x y1:2
bad x c1
bad x c1:
bad x c-1:2
bad x c4294967296:2
good x c1:2
END
run kmod static-nodes -f devname
fails
as_stored

check 'no command'
run kmod
fails
complains 'kmod: ERROR: missing command'
run kmod nothing
fails
complains "kmod: ERROR: invalid command 'nothing'"

check 'help'
run kmod help
succeeds
cp "$out" help
as_stored
run kmod --help
holds cmp help "$out"

check 'the tools are commands, too'
run kmod rmmod a
succeeds
traces 'delete_module(a, O_NONBLOCK) = 0'
run kmod lsmod --version
succeeds
says '^kmod version 34$'

finish
