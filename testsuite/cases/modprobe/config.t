#!/bin/sh
# SPDX-License-Identifier: 0BSD
# The files of the configuration, as the program finds them.
. "$(dirname "$0")/../../lib.sh"

new_root
module main
index
shows() {
	run modprobe -c "$@"
	succeeds
	cp "$out" "$scratch/whole"
	sed -n '/^$/q; p' "$scratch/whole" >"$out"
}

check 'five folders'
mkdir -p run/modprobe.d usr/local/lib/modprobe.d usr/lib/modprobe.d
echo 'options etc a' >etc/modprobe.d/m.conf
echo 'options run a' >run/modprobe.d/a.conf
echo 'options run masked' >run/modprobe.d/m.conf
echo 'options local a' >usr/local/lib/modprobe.d/z.conf
echo 'options usr a' >usr/lib/modprobe.d/b.conf
if [ ! -L lib ]; then
	mkdir -p lib/modprobe.d
	echo 'options lib a' >lib/modprobe.d/c.conf
	echo 'options lib masked' >lib/modprobe.d/z.conf
fi
shows
prints 'options run a
options usr a
options lib a
options etc a
options local a'

check 'given ones replace them'
mkdir given
echo 'options given a' >given/a.conf
echo 'options given ignored' >given/readme
echo 'options file a' >file
shows -C given
prints 'options given a'
shows -C given -C file
prints 'options given a
options file a'
shows -C /dev/null
prints ''
shows -C given -C given
prints 'options given a'

check 'a bad line does no harm'
printf 'nonsense\nalias x\noptions main a=1\nblacklist\n' >file
run modprobe -C file -D main
succeeds
prints "insmod /lib/modules/$release/kernel/main.ko a=1 "
complains "modprobe: WARNING: file line 1: ignoring bad line starting with 'nonsense'
modprobe: WARNING: file line 2: ignoring bad line starting with 'alias'
modprobe: WARNING: file line 4: ignoring bad line starting with 'blacklist'"

check 'a path that is not there'
run modprobe -C nothing -D main
succeeds
complains "modprobe: WARNING: could not open 'nothing': No such file or directory"

check 'a FIFO, a folder, a link to nothing'
mkfifo given/fifo.conf
mkdir given/folder.conf
ln -s nothing given/link.conf
shows -C given
prints 'options given a'
complains "modprobe: WARNING: directories inside directories are not supported: 'given/folder.conf'
modprobe: WARNING: could not open 'given/link.conf': No such file or directory"

check 'a long kernel command line'
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "main.p%d=%d ", i, i; print "main.last" }' >proc/cmdline
run modprobe -C /dev/null -D main
succeeds
says ' p2999=2999 last $'

finish
