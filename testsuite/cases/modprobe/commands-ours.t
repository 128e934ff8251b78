#!/bin/sh
# SPDX-License-Identifier: 0BSD
# install and remove lines where kmod is wrong.
. "$(dirname "$0")/../../lib.sh"

new_root
module main softdep='pre: before'
module before
index

check 'a softdep does not hide an install command'
configure 'install main echo command >>$MODULE_TRACE'
run modprobe main
succeeds
traces 'finit_module(before, "", 0) = 0
command'

check 'what a parameter says is not run'
configure 'install main echo $CMDLINE_OPTS >>$MODULE_TRACE'
run modprobe main 'x=$(echo run)' 'y=`echo run`;echo run'
succeeds
traces 'x="$(echo run)" y="`echo run`;echo run"'
run modprobe main 'x=$CMDLINE_OPTS'
succeeds
traces 'x=$CMDLINE_OPTS'

check 'a parameter with blanks goes through a command'
configure 'install main modprobe -i main $CMDLINE_OPTS'
run modprobe main 'x=a b' y=1
succeeds
traces 'finit_module(main, "x="a b" y=1", 0) = 0'
run modprobe -r main

check 'a command that a signal ends has failed'
configure 'install main kill -9 $$'
run modprobe main
fails
complains "modprobe: ERROR: Error running install command 'kill -9 \$\$' for module main: retcode 137
modprobe: ERROR: could not insert 'main': Invalid argument"

check 'a command that calls itself ends'
configure 'install main modprobe main' 'install before modprobe other' 'install other modprobe before'
run modprobe main
fails
says "Error running install command 'modprobe main' for module main: it runs itself"
run modprobe -r before
run modprobe before
fails
says 'it runs itself'
configure 'remove main modprobe -r main'
run modprobe -r main
fails

check 'two lines for one module: the first one, with a word about the other'
configure 'install main echo one >>$MODULE_TRACE' 'install main echo two >>$MODULE_TRACE'
run modprobe main
succeeds
traces 'finit_module(before, "", 0) = 0
one'
run modprobe main
complains "modprobe: WARNING: /etc/modprobe.d/test.conf line 2: 'main' has an install command already, in /etc/modprobe.d/test.conf line 1"
configure 'install main true' 'install main true' 'install * false'
run modprobe main
succeeds
silent

check 'an alias with several modules: one failure is a failure'
configure 'install main exit 1' 'alias all main' 'alias all before'
run modprobe -q all
fails

finish
