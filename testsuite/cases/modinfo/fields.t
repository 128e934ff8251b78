#!/bin/sh
# SPDX-License-Identifier: 0BSD
# oracle: kmod-34
# What modinfo prints of a file: the order, the forms, single fields.
. "$(dirname "$0")/../../lib.sh"

# In a folder of its own, since relative paths become absolute: kmod writes "//m.ko" for a file of the root.
info() {
	run_script "cd files && modinfo $*"
}

# The output with @ for each NUL.
show_nul() {
	tr '\0' @ <"$out" >shown
	mv shown "$out"
}

new_root
module m in=files license=GPL author=One author=Two 'description=A test' alias=x:* alias=y alias=z \
	parm=first:One parmtype=first:int parm=second:Two parmtype=third:uint parm=first:Again parm=empty: \
	parmtype=empty:bool 'parm=lines:a
b' a_key_of_15_byte=1 a_key_of_16_bytes=2 equals=a=b=c nothing= novalue

check 'all fields'
info m.ko
succeeds
as_stored

check 'all fields, NUL: key=value, but a colon where scripts know one'
info -0 m.ko
succeeds
show_nul
prints 'filename:       /files/m.ko@license=GPL@author=One@author=Two@description=A test@alias=x:*@alias=y@alias=z@'\
'a_key_of_15_byte=1@a_key_of_16_bytes=2@equals=a=b=c@nothing=@novalue=@intree=Y@'\
"vermagic=$release SMP mod_unload @name=m@"'parm:           lines:a
b@parm:           empty: (bool)@parm:           third:uint@parm:           second:Two@'\
'parm:           first:Again (int)@'

check 'one field, NUL'
info -0 -F alias m.ko
show_nul
prints 'x:*@y@z@'
info -0n m.ko
show_nul
prints '/files/m.ko@'

check 'one field, every value'
info -F alias m.ko
succeeds
prints 'x:*
y
z'
info --field=author m.ko
prints 'One
Two'
info -F equals m.ko
prints 'a=b=c'

check 'the names of fields are exact'
info -F ALIAS m.ko
succeeds
silent
info -F alia m.ko
silent

check 'a field that is there without a value'
info -F nothing -0 m.ko
show_nul
prints '@'
info -F novalue -0 m.ko
show_nul
prints '@'

check 'short forms'
info -a m.ko
prints 'One
Two'
info -d m.ko
prints 'A test'
info -l m.ko
prints 'GPL'
info -n m.ko
prints /files/m.ko
info --author m.ko
prints 'One
Two'
info --description m.ko
prints 'A test'
info --license m.ko
prints 'GPL'
info --filename m.ko
prints /files/m.ko

check 'parameters, joined with their types, the last one first'
info -p m.ko
succeeds
prints 'lines:a
b
empty: (bool)
third: (uint)
second:Two
first:Again (int)'
cp "$out" p
info --parameters m.ko
holds cmp "$out" p
info -F parm m.ko
holds cmp "$out" p

check 'types of parameters as they are'
info -F parmtype m.ko
prints 'first:int
third:uint
empty:bool'

check 'the last of several fields wins'
info -n -F license -d m.ko
prints 'A test'
info -d -F license m.ko
prints 'GPL'

check 'a parameter without a colon is reported and left out'
module odd in=files parm=nocolon parmtype=neither parm=good:one
info -p odd.ko
succeeds
prints 'good:one'
complains "modinfo: ERROR: Found invalid \"parm=nocolon\": missing ':'
modinfo: ERROR: Found invalid \"parmtype=neither\": missing ':'"

check 'other classes and byte orders'
module be32 in=files 'description=big' --class 32 --order big --machine ppc
module le32 in=files 'description=arm' --class 32 --machine arm
module be64 in=files 'description=s390' --order big --machine s390
info -d be32.ko le32.ko be64.ko
succeeds
prints 'big
arm
s390'

check 'options behind the operands'
info m.ko -d
prints 'A test'

check 'a file named like an option'
cp files/m.ko files/-d.ko
info -d -- -d.ko
prints 'A test'

check 'no operands'
run modinfo
fails
complains 'modinfo: ERROR: missing module or filename.'

check 'standard output that cannot be written'
info m.ko '>/dev/full'
fails
says 'No space left on device'

finish
