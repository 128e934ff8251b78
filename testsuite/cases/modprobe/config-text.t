#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34 busybox
# The text of a configuration file: what ends a line, what a word is, what is passed over.
. "$(dirname "$0")/../../lib.sh"

new_root
module main alias=by-alias parmtype=a:charp parmtype=b:charp
module other
index
file=etc/modprobe.d/test.conf

# gives PARAMETERS: the kernel gets these with the module.
gives() {
	run modprobe main
	succeeds
	sed 's/^finit_module(main, "\(.*\)", 0) = 0$/\1/; s/ *$//; s/^ *//; s/  */ /g' "$calls" >"$scratch/given"
	same 'what the module is given' "$scratch/given" "$1"
	run modprobe -r main
}

check 'a backslash before the end of a line joins it with the next one'
printf 'options main a=1 \\\n  b=2\nalias one main\n' >$file
gives 'a=1 b=2'
run modprobe -n -q one

check 'a backslash as the last byte'
printf 'options main a=1\\' >$file
gives 'a=1'
printf 'options main a=1 \\\n' >$file
gives 'a=1'

check 'no newline at the end'
printf 'options other x=1\noptions main a=1' >$file
gives 'a=1'

check 'carriage returns'
printf 'options main a=1\r\noptions main b=2\r\n' >$file
gives 'a=1 b=2'

check 'empty lines, and lines of blanks'
printf '\n\n \n\t\noptions main a=1\n\n' >$file
gives 'a=1'

check 'blanks and tabs before and between the words'
printf '  \toptions\t main\t\ta=1  \n' >$file
gives 'a=1'

check 'a comment is a line'
printf '# options main x=1\n  # options main y=2\noptions main a=1\n#' >$file
gives 'a=1'

check 'a comment that goes on in the next line'
printf '# comment \\\noptions main x=1\noptions main a=1\n' >$file
gives 'a=1'

check 'a # behind words is a word'
printf 'options main a=1 # hello\n' >$file
gives 'a=1 # hello'

check 'an alias to "off" hides nothing else'
printf 'alias main-off off\noptions main a=1\n' >$file
gives 'a=1'
run modprobe main-off
fails

check 'an alias without a module: a bad line, and the rest counts'
printf 'alias psmouse\nalias\noptions main a=1\n' >$file
gives 'a=1'
run modprobe -q psmouse
fails

check 'a word that is no directive: the rest counts'
printf 'nonsense main\n=\noptions main a=1\n' >$file
gives 'a=1'

check 'a directive without its words: the rest counts'
printf 'options\nblacklist\ninstall\nremove\nsoftdep\nweakdep\noptions main a=1\n' >$file
gives 'a=1'

check 'a module without options'
printf 'options main\noptions main a=1\n' >$file
gives 'a=1'

check 'include is not followed'
printf 'options main b=2\n' >etc/else
printf 'include /etc/else\ninclude /etc/modprobe.d/test.conf\noptions main a=1\n' >$file
gives 'a=1'

check 'quotes stay'
printf 'options main a="x y" b='\''z w'\''\n' >$file
gives 'a="x y" b='\''z w'\'

check 'a line of a hundred thousand bytes'
long=$(head -c 100000 /dev/zero | tr '\0' x)
printf 'options main a=%s b=2\n' "$long" >$file
run modprobe main
succeeds
holds grep -q "a=$(echo "$long" | cut -c 1-2000).* b=2 *\", 0) = 0" "$calls"
run modprobe -r main

check 'only *.conf, no dot files, no folders'
printf 'options main a=1\n' >$file
printf 'options main x=1\n' >etc/modprobe.d/readme
printf 'options main x=2\n' >etc/modprobe.d/.hidden.conf
printf 'options main x=3\n' >etc/modprobe.d/old.conf.dpkg-old
mkdir etc/modprobe.d/folder
printf 'options main x=4\n' >etc/modprobe.d/folder/a.conf
gives 'a=1'
rm -r etc/modprobe.d/readme etc/modprobe.d/.hidden.conf etc/modprobe.d/old.conf.dpkg-old etc/modprobe.d/folder

check 'in the order of the names, over all folders'
mkdir -p run/modprobe.d usr/lib/modprobe.d
printf 'options main n=1\n' >usr/lib/modprobe.d/a.conf
printf 'options main n=2\n' >run/modprobe.d/b.conf
printf 'options main n=3\n' >etc/modprobe.d/c.conf
printf 'options main n=4\n' >usr/lib/modprobe.d/z.conf
rm $file
gives 'n=1 n=2 n=3 n=4'

check 'a file in /etc hides those of its name'
printf 'options main n=5\n' >etc/modprobe.d/z.conf
gives 'n=1 n=2 n=3 n=5'

check 'an empty file hides, too, and so does a link to /dev/null'
: >etc/modprobe.d/z.conf
ln -s /dev/null etc/modprobe.d/a.conf
gives 'n=2 n=3'

check '-C takes the place of all'
printf 'options main only=1\n' >etc/only
run modprobe -C etc/only main
succeeds
calls '^finit_module\(main, "only=1 ?", 0\) = 0$'
run modprobe -r main
run modprobe -C /dev/null main
succeeds
calls '^finit_module\(main, "", 0\) = 0$'

finish
