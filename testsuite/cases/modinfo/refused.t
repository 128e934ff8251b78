#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Files that are not what their names say: one line that names file and cause, exit code 1, and the others are printed.
. "$(dirname "$0")/../../lib.sh"

# In a folder of its own, since relative paths become absolute: kmod writes "//m.ko" for a file of the root.
info() {
	run_script "cd files && modinfo $*"
}

new_root
module good in=files license=GPL

check 'an empty file'
: >files/empty.ko
info empty.ko
fails
prints 'filename:       /files/empty.ko'
says "^modinfo: ERROR: could not get modinfo from 'empty': Invalid argument"

check 'a text'
echo hello, this is a text >files/text.ko
info text.ko
fails
prints 'filename:       /files/text.ko'
says "^modinfo: ERROR: could not get modinfo from 'text': Exec format error"

check 'the cause is told'
info -l text.ko
complains "modinfo: ERROR: could not get modinfo from 'text': Exec format error ('/files/text.ko' is not an ELF file)"

check 'no section .modinfo'
module bare in=files
sed -i 's/\.modinfo/.mudinfo/' files/bare.ko
info -l bare.ko
fails
says "^modinfo: ERROR: could not get modinfo from 'bare': No data available"

check 'truncated'
head -c 300 files/good.ko >files/cut.ko
info -l cut.ko
fails
says "^modinfo: ERROR: could not get modinfo from 'cut': Exec format error"

check 'a folder, a FIFO'
mkdir files/folder.ko
mkfifo files/fifo.ko
info folder.ko fifo.ko
fails
complains 'modinfo: ERROR: Module folder.ko not found.
modinfo: ERROR: Module fifo.ko not found.'

check 'damaged while compressed'
pack xz files/good.ko | head -c 200 >files/cut.ko.xz
info -l cut.ko.xz
fails
says "^modinfo: ERROR: could not get modinfo from 'cut': .*cut.ko.xz.*truncated or damaged xz data"

check 'something else compressed'
echo hello >hello
pack xz hello >files/text.ko.xz
info -l text.ko.xz
fails
says "^modinfo: ERROR: could not get modinfo from 'text': Exec format error"

check 'by magic, not by name'
pack zst files/good.ko >files/plain.ko
cp files/good.ko files/zst.ko.zst
info -l plain.ko zst.ko.zst
succeeds
prints 'GPL
GPL'

check 'the good ones are printed'
info -l text.ko good.ko empty.ko good.ko
fails
prints 'GPL
GPL'

check '-n does not open the file'
info -n empty.ko good.ko
succeeds
prints '/files/empty.ko
/files/good.ko'

check 'control bytes in a parameter do not reach the terminal through a message'
module escape in=files "parm=$(printf 'a\033[2Jb')"
info -p escape.ko
succeeds
says 'invalid "parm=a\\x1[bB]\[2Jb"'

finish
