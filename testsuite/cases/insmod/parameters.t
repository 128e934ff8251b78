#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# Parameters become one text, with quotes where the kernel would cut a value.
. "$(dirname "$0")/../../lib.sh"

new_root
module m in=. parmtype=a:int parmtype=s:charp parmtype=t:charp

check 'parameters are separated by one blank, in order'
run insmod m.ko a=1 s=x a=2
succeeds
traces 'finit_module(m, "a=1 s=x a=2", 0) = 0'
holds grep -qx 2 sys/module/m/parameters/a
run rmmod m

check 'a value with blanks is quoted'
run insmod m.ko 's=two words' t=x
succeeds
traces 'finit_module(m, "s="two words" t=x", 0) = 0'
holds grep -qx 'two words' sys/module/m/parameters/s
run rmmod m

check 'a value with quotes stays as it is'
run insmod m.ko 's="two words"'
succeeds
traces 'finit_module(m, "s="two words"", 0) = 0'
run rmmod m

check 'an empty value, an empty word and a word without a value'
run insmod m.ko s= '' flag
succeeds
traces 'finit_module(m, "s=  flag", 0) = 0'
run rmmod m

check 'a hundred thousand bytes'
long=$(head -c 100000 /dev/zero | tr '\0' x)
run insmod m.ko "s=$long"
succeeds
holds test "$(wc -c <sys/module/m/parameters/s)" -ge 100000
run rmmod m

check 'a value of the wrong kind'
run insmod m.ko a=x
fails
complains 'insmod: ERROR: could not insert module m.ko: Invalid parameters'
absent m

check 'a second file is no parameter'
run insmod m.ko n.ko
succeeds
complains "insmod: WARNING: 'n.ko' is taken as a parameter; insmod loads one file at a time"

finish
