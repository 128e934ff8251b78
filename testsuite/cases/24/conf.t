#!/bin/sh
# SPDX-License-Identifier: 0BSD
# modules.conf of Linux 2.4, as modprobe -c shows what was read.
. "$(dirname "$0")/../../lib.sh"

new_root_24
mkdir -p "lib/modules/$release"
echo >"lib/modules/$release/modules.dep"
run modprobe -c
cp "$out" "$scratch/without"

# conf LINE...: these are etc/modules.conf.
conf() {
	printf '%s\n' "$@" >etc/modules.conf
}

# shows [WORD...]: what modprobe -c has more than without a configuration, and its messages; that is the record.
shows() {
	run modprobe -c "$@"
	succeeds
	grep -vxF -f "$scratch/without" "$out" >"$scratch/more"
	sed 's/^/2> /' "$err" | cat "$scratch/more" - >"$record"
}

check 'what is compiled in'
run modprobe -c
as_stored

check 'entries, and add'
conf 'alias a b' 'alias a c # comment' '  options	x  1  2  ' 'add options x 3' 'add above y z' 'below y z' 'probe p q r' \
	'probeall p q r' 'install i echo a\b "$c" `d`' 'pre-install i 1' 'post-install i 2' 'remove i 3' 'pre-remove i 4' \
	'post-remove i 5' 'options -k k o=1' 'add prune one two' '#alias no no' 'alias long \' '	er' 'alias eth0 ne'
shows
as_stored

check 'settings and paths'
conf 'depfile=/a/dep' 'pcimapfile=/x/`uname -r`/pci' 'persistdir=/p' 'insmod_opt=-q -x' 'path=/one' 'path[net]=/two'
shows
as_stored

check 'paths with keep'
conf 'keep' 'path[net]=/mine/`kernelversion`/net'
run modprobe -c
says '^path=/lib/modules/2.4.37$'
says '^path\[net\]=/mine/2.4/net$'
says '^path=/lib/modules/boot$'

check 'variables, commands, patterns'
mkdir -p etc/mods
touch etc/mods/one etc/mods/two
conf 'define A value' 'define B "$A and more"' 'alias x $A' 'options y ${A}s b=$B' 'options z `echo a; echo b`' \
	'path=/etc/mods/*' 'options e x$NOTHING' 'options q \$A' 'options w [1]'
shows
[ "$TOOL" = link ] || as_stored

check 'conditions'
conf 'if -f /etc/modules.conf' 'alias t1 y' 'else' 'alias t1 n' 'endif' \
	'if ! -f /etc/modules.conf' 'alias t2 n' 'elseif `uname -r` == 2.4.37' 'alias t2 y' 'else' 'alias t2 n' 'endif' \
	'if -n 9 < 10' 'alias t3 y' 'endif' 'if 9 < 10' 'alias t4 n' 'else' 'alias t4 y' 'endif' \
	'if -k' 'alias t5 n' 'endif' 'if a != b' 'if a >= b' 'alias t6 n' 'else' 'alias t6 y' 'endif' 'endif' \
	'if -n a < b' 'if 1 == 1' 'alias t7 n' 'endif' 'else' 'if 1 <= 1' 'alias t7 y' 'endif' 'endif' \
	'if "" == ""' 'alias t8 y' 'endif' 'if' 'alias t9 n' 'endif' 'if a b' 'alias t10 n' 'endif'
shows
as_stored
shows -k
says '^alias t5 n'

check 'includes'
conf 'include /etc/mods/*' 'include /etc/nothing'
echo 'alias one 1' >etc/mods/one
echo 'alias two 2' >etc/mods/two
shows
[ "$TOOL" = link ] || as_stored
conf 'include /etc/modules.conf' 'include /etc/modules.conf' 'alias end here'
shows
says 'modules.conf. is one file too many'

check 'bad lines'
conf 'alias' 'nothing a b' 'endif' 'else' 'options -k' 'add' 'prune' 'if a == a' 'alias still here' '=x'
shows
as_stored

check 'nested too deep'
conf $(seq 30 | sed 's/.*/if/') 'alias x y'
shows
says 'ignoring bad'

check 'files of strangers are not read'
conf 'alias a b'
if [ "$TOOL" = shipped ] && chown 12345 etc/modules.conf 2>/dev/null; then
	run modprobe -c
	says 'does not belong to root'
	says_not '^alias a b'
fi
chown 0 etc/modules.conf 2>/dev/null

check 'another file, and the old name'
mv etc/modules.conf etc/conf.modules
shows
says '^alias a b'
echo 'alias other file' >other
shows -C other
says '^alias other file'
says_not '^alias a b'
run modprobe -C nothing -n x
says "could not open 'nothing'"

check 'bytes that are no text'
rm etc/conf.modules
head -c 100000 /dev/urandom >etc/modules.conf
timeout 10 true
run modprobe -c
head -c 100000 /dev/zero | tr '\0' '"' >etc/modules.conf
run modprobe -c
{ head -c 100000 /dev/zero | tr '\0' 'x'; echo ' y'; } >etc/modules.conf
run modprobe -c
{ printf 'if ' && head -c 100000 /dev/zero | tr '\0' '!'; } >etc/modules.conf
run modprobe -c

finish
