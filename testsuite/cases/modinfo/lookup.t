#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# What an argument of modinfo may be: a file, a name, an alias; and where it is looked for.
. "$(dirname "$0")/../../lib.sh"

# The root as commands see it: only one of the doors changes it.
here() {
	[ "$TOOL" != link ] || echo "$root"
}

new_root
module snd-pcm alias=snd:* alias=snd:*twice 'description=sound'
module ext4 alias=fs-ext4 alias=fs-ext3 'description=a file system'
module xfs alias=fs-ext4 as=xz 'description=another'
built_in unix alias=net-pf-1 parm=a:b parmtype=a:int
built_in ext2 alias=fs-ext3
index

check 'a name in either spelling'
run modinfo -d snd_pcm snd-pcm
succeeds
prints 'sound
sound'

check 'an alias, all that have it, in order'
run modinfo -n fs-ext4
succeeds
prints "/lib/modules/$release/kernel/ext4.ko
/lib/modules/$release/kernel/xfs.ko.xz"

check 'an alias with a pattern'
run modinfo -F name snd:anything
prints snd_pcm

check 'a module that two of its aliases lead to, once'
run modinfo -n snd:twice
prints "/lib/modules/$release/kernel/snd-pcm.ko"

check 'modules come before what is built in'
run modinfo -F name fs-ext3
prints ext4

check 'a built-in module'
run modinfo unix
succeeds
as_stored

check 'a built-in module by its alias, single fields'
run modinfo -n net-pf-1
prints '(builtin)'
run modinfo -F name net-pf-1
prints unix
run modinfo -p unix
prints 'a:b (int)'

check 'a built-in module, NUL'
run modinfo -0 unix
tr '\0' @ <"$out" >shown
mv shown "$out"
prints 'name:           unix@filename:       (builtin)@license=GPL@file=kernel/unix@alias=net-pf-1@'\
'parm:           a:b (int)@'

check 'a file by its path, in any folder'
run modinfo -F name "lib/modules/$release/kernel/xfs.ko.xz" "./lib/modules/$release/kernel/ext4.ko"
prints 'xfs
ext4'
run modinfo -n "$(here)/lib/modules/$release/kernel/ext4.ko"
prints "/lib/modules/$release/kernel/ext4.ko"

check 'a relative path becomes absolute'
run_script "cd lib/modules && modinfo -n ./$release/kernel/ext4.ko"
prints "/lib/modules/./$release/kernel/ext4.ko"

check 'what is not found is told, the rest is printed'
run modinfo -F name ext4 nothing snd_pcm
fails
prints 'ext4
snd_pcm'
complains 'modinfo: ERROR: Module nothing not found.'

check 'an alias with a stray bracket'
run modinfo 'a]'
fails
complains 'modinfo: ERROR: Module alias a] not found.'

check 'an empty name'
run modinfo ''
fails
complains 'modinfo: ERROR: Module  not found.'

check '-m takes names only'
run modinfo -m -F name ext4 snd-pcm unix
succeeds
prints 'ext4
snd_pcm
unix'
run modinfo -m fs-ext4
fails
complains 'modinfo: ERROR: Module name fs-ext4 not found.'

check '-m with a file of that name beside'
cp "lib/modules/$release/kernel/snd-pcm.ko" ext4.ko
run modinfo -d ext4.ko
prints 'sound'
run modinfo -m -d ext4.ko
prints 'a file system'
rm ext4.ko

check 'a file that is not there is a name that is not known'
run modinfo ./ext4.ko
fails
complains 'modinfo: ERROR: Module ./ext4.ko not found.'

check 'a file without a suffix of modules is no file'
cp "lib/modules/$release/kernel/ext4.ko" ext4.o
run modinfo ./ext4.o
fails
complains 'modinfo: ERROR: Module ./ext4.o not found.'

check 'the configuration is not read'
configure 'alias mine ext4' 'install theirs /bin/true'
run modinfo mine
fails
complains 'modinfo: ERROR: Module mine not found.'
run modinfo theirs
fails
configure

check 'another release, another root'
mkdir -p other/lib/modules
cp -a "lib/modules/$release" other/lib/modules/9.9
run modinfo -b "$(here)/other" -k 9.9 -n ext4
succeeds
prints /other/lib/modules/9.9/kernel/ext4.ko
run modinfo --basedir="$(here)/other" --set-version 9.9 -n ext4
prints /other/lib/modules/9.9/kernel/ext4.ko
run modinfo -k 9.9 ext4
fails
complains 'modinfo: ERROR: Module ext4 not found.'

check 'a relative root'
run_script 'cd other && modinfo -b . -k 9.9 -n ext4'
prints /other/./lib/modules/9.9/kernel/ext4.ko

check 'a module that was packed since the index was made'
gzip "other/lib/modules/9.9/kernel/ext4.ko"
run modinfo -b "$(here)/other" -k 9.9 -d ext4
succeeds
prints 'a file system'

check 'no index, only text files'
rm "lib/modules/$release/"*.bin
run modinfo -F name fs-ext4 net-pf-1
succeeds
prints 'ext4
xfs
unix'

check 'no module directory'
run modinfo -k 1.2.3 ext4
fails
complains 'modinfo: ERROR: Module ext4 not found.'

finish
