#!/bin/sh
# SPDX-License-Identifier: 0BSD
# The fake kernel takes and refuses modules as a real one does. `call` makes bare system calls.
. "$(dirname "$0")/../../lib.sh"

new_root
module a
module b depends=a 'parm=x:a number' parmtype=x:int parmtype=names:"array of charp"
cd "lib/modules/$release/kernel" || exit 1
mv ./*.ko "$root"
cd "$root" || exit 1

check 'a module that needs nothing'
run call finit a.ko
prints 0
traces 'finit_module(a, "", 0) = 0'
live a
holds grep -qx live sys/module/a/initstate

check 'a second time'
run call finit a.ko
prints EEXIST

check 'one that needs it, by init_module'
run call init b.ko 'x=1 x=7 names=some,words'
prints 0
calls '^init_module\(b, [0-9]+ bytes, "x=1 x=7 names=some,words"\) = 0'
holds grep -qx 7 sys/module/b/parameters/x
holds test -L sys/module/a/holders/b
holds grep -qx 1 sys/module/a/refcnt

check 'what is used stays'
run call delete a 0x800
prints EAGAIN
traces 'delete_module(a, O_NONBLOCK) = -EAGAIN'
run call delete b 0x800
prints 0
run call delete a 0x800
prints 0
absent a b
holds test ! -e sys/module/a

check 'a symbol that nobody has'
run call finit b.ko
prints ENOENT
absent b
module weak --weak nobody
run call finit "$path"
prints 0

check 'a parameter of the wrong kind, and an unknown one'
run call finit a.ko
run call finit b.ko x=y
prints EINVAL
run call finit b.ko 'other=1 -- y'
prints 0
run call delete b
kernel strict
run call finit b.ko other=1
prints ENOENT
run call finit b.ko 'x="7"'
prints 0
another_kernel

check 'quotes in parameters'
run call delete b
run call finit b.ko 'names="a b,c" "x=3"'
prints 0
holds grep -qx 'a b,c' sys/module/b/parameters/names
holds grep -qx 3 sys/module/b/parameters/x
run call delete b

check 'not a module'
echo text >text.ko
run call finit text.ko
prints ENOEXEC
traces "finit_module('text.ko', \"\", 0) = -ENOEXEC"
: >empty.ko
run call finit empty.ko
prints EINVAL
run call finit .
prints EINVAL
run call finit nothing
prints EBADF
run call init text.ko
prints ENOEXEC
run call finit-rw a.ko
prints ETXTBSY
run call finit a.ko '' 8
prints EINVAL

check 'damaged modules'
head -c 600 a.ko >cut.ko
run call finit cut.ko
prints ENOEXEC
module exec --type 2
run call finit "$path"
prints ENOEXEC
module arm --machine arm --class 32
run call finit "$path"
prints ENOEXEC
kernel machine any
run call finit "$path"
prints 0
module big --machine ppc64 --order big
run call finit "$path"
prints 0
another_kernel

check 'vermagic'
kernel vermagic "$release SMP mod_unload"
module right
run call finit "$path"
prints 0
module other vermagic='5.0.0 SMP mod_unload '
run call finit "$path"
prints ENOEXEC
run call finit "$path" '' 2
prints 0
traces 'finit_module(other, "", MODULE_INIT_IGNORE_VERMAGIC) = 0'
module versioned vermagic='5.0.0 SMP mod_unload ' --version module_layout=0x1234
run call finit "$path"
prints 0
holds grep -q '^other .*(F)$' proc/modules
another_kernel

check 'symbol versions'
kernel symbol printk 0x11
module good --need printk=0x11
run call finit "$path"
prints 0
module bad --need printk=0x12 --versions extended
run call finit "$path"
prints EINVAL
run call finit "$path" '' 1
prints 0

check 'what init says'
module hopeless fake_init=ENODEV
run call finit "$path"
prints ENODEV
absent hopeless
holds test ! -e sys/module/hopeless

check 'compressed files'
module packed as=xz
run call finit "$path"
prints ENOEXEC
run call finit "$path" '' 4
prints EOPNOTSUPP
kernel compression xz
run call finit "$path" '' 4
prints 0
traces 'finit_module(packed, "", MODULE_INIT_COMPRESSED_FILE) = 0'
module crc64 as=crc64
run call finit "$path" '' 4
prints EINVAL
module zst as=zst
run call finit "$path" '' 4
prints EINVAL
module plain
run call finit "$path" '' 4
prints EINVAL
another_kernel

check 'old kernels'
kernel without finit_module
module old
run call finit "$path"
prints ENOSYS
run call init "$path"
prints 0
another_kernel

check 'signatures'
kernel sig_enforce
module unsigned
run call finit "$path"
prints EKEYREJECTED
module signed --signer 'A key'
run call finit "$path"
prints 0
module forced --signer 'A key'
run call finit "$path" '' 3
prints EKEYREJECTED
another_kernel trusted 'Another key'
kernel sig_enforce
module stranger --signer 'A key'
run call finit "$path"
prints EKEYREJECTED
another_kernel

check 'rights'
kernel unprivileged
run call finit "$path"
prints EPERM
run call delete a
prints EPERM
another_kernel blacklist stranger
run call finit "$path"
prints EPERM
another_kernel

check 'rules'
kernel fail finit_module stranger 2 ENOMEM
kernel fail init stranger 1 EIO
run call finit "$path"
prints EIO
run call finit "$path"
prints ENOMEM
run call finit "$path"
prints 0
kernel fail delete_module '*' '*' EINTR
run call delete stranger
prints EINTR

check 'the release'
run call release
prints 6.1.0-test

finish
