#!/bin/sh
# SPDX-License-Identifier: 0BSD
# depmod for Linux 2.4: who needs whom in a tree of .o files, and what is written.
. "$(dirname "$0")/../../lib.sh"

new_root_24
tree=lib/modules/$release

# AS(NAME, TEXT): EXPORT under another name, as a versioned kernel has it.
exporting='#define AS(name, text) static const char ksym_##name[] __attribute__((section(".kstrtab"))) = text; \
	static const struct { unsigned long value; const char *name; } __ksymtab_##name \
	__attribute__((section("__ksymtab"), used)) = { (unsigned long)&name, ksym_##name };'

check 'fifty modules, each needs the one before'
mkdir -p $tree/kernel/drivers/net $tree/kernel/fs
for i in $(seq 50); do
	printf '%s\n' "$exporting" "int api$i(void); int api$((i - 1))(void); int printk(void);" \
		"int api$i(void) { return $([ "$i" = 1 ] || echo "api$((i - 1))() +") printk(); } EXPORT(api$i);" |
		object "$([ $((i % 2)) = 0 ] && echo fs || echo drivers/net)/m$i"
done
run depmod -a
succeeds
silent
untouched
holds [ "$(grep -c '^/lib/.*:' $tree/modules.dep)" = 50 ]
holds [ "$(grep -c '	' $tree/modules.dep)" = 49 ]
run cat $tree/modules.dep
as_stored

check 'the release may be told, also on another system'
run depmod 2.4.37
succeeds
another_kernel
echo 'release 6.1.0-test' >.kernel/config
run depmod -n 2.4.37
succeeds
says '^/lib/modules/2.4.37/kernel/fs/m2.o:	/lib/modules/2.4.37/kernel/drivers/net/m1.o$'
another_kernel
run modprobe -n m3
succeeds
as_stored
rm -r $tree/kernel/*

check 'names with checksums, and without'
printf '%s\n' "$exporting" 'int a; AS(a, "a_R12345678") int b; AS(b, "GPLONLY_b_Rsmp_12345678") int c; AS(c, "c")
	int d; AS(d, "GPLONLY_d")' | object has
printf 'extern int %s; int *x = &%s;\n' a_R12345678 a_R12345678 | object needs-a
printf 'extern int %s; int *x = &%s;\n' b_Rsmp_12345678 b_Rsmp_12345678 | object needs-b
printf 'extern int %s; int *x = &%s;\n' c_R12345678 c_R12345678 | object needs-c
printf 'extern int %s; int *x = &%s;\n' d d | object needs-d
echo 'extern int nobody __attribute__((weak)); int *x = &nobody; extern int __this_module; int *y = &__this_module;' |
	object needs-nothing
run depmod
run cat $tree/modules.dep
as_stored

check 'without a table all that is global is exported, but not what is static'
rm $tree/kernel/*
echo 'int open1; static int closed1 = 1; int *p = &closed1;' | object all
echo 'extern int open1, closed1; int *x = &open1, *y = &closed1;' | object user
run depmod -e
says 'closed1'
says_not 'open1'
holds grep -q 'user.o:	.*all.o' $tree/modules.dep

check 'symbols that nobody has'
run depmod -u
fails
silent
run depmod -e -q
silent
printf '%s\n' 'c0100000 T closed1' 'c0100000 ? __ksymtab_closed1' >System.map
run depmod -e -u -F System.map 2.4.37
succeeds
silent
echo 'c0100000 closed1_R1234abcd' >ksyms
run depmod -e -u -F ksyms 2.4.37
succeeds
printf '%s\t%s\n' 'c0100000 closed1_R1234abcd' '[all]' >proc/ksyms
run depmod -e -u
fails
as_stored
run depmod -F nothing 2.4.37
fails
complains "depmod: ERROR: could not open 'nothing': No such file or directory"

check 'compressed modules, bad ones, and what is none'
gzip $tree/kernel/all.o
echo 'no module' >$tree/kernel/bad.o
echo 'no module' >$tree/kernel/readme
mkdir -p $tree/build $tree/kernel/build
cp $tree/kernel/user.o $tree/build/x.o
cp $tree/kernel/user.o $tree/kernel/build/y.o
ln -s .. $tree/kernel/loop
run depmod
succeeds
run cat $tree/modules.dep
as_stored
rm -r $tree/build $tree/kernel/build $tree/kernel/bad.o $tree/kernel/loop

check 'only if something is younger'
touch -t 200001010000 $tree/kernel/*
touch -t 200101010000 $tree/modules.dep
echo old >$tree/modules.dep
touch -t 200101010000 $tree/modules.dep
run depmod -A
holds grep -q old $tree/modules.dep
touch -t 200201010000 $tree/kernel/user.o
run depmod -A
holds [ "$(grep -c old $tree/modules.dep)" = 0 ]

check 'other places by modules.conf, another root, files'
mkdir -p elsewhere/fs
cp $tree/kernel/user.o elsewhere/fs/far.o
printf '%s\n' 'keep' 'path[fs]=/elsewhere/fs' 'depfile=/etc/dep' 'pcimapfile=/etc/pci' >etc/modules.conf
rm $tree/modules.*
run depmod
succeeds
holds grep -q '^/elsewhere/fs/far.o:	/lib/modules/2.4.37/kernel/all.o.gz' etc/dep
holds grep -q '^# pci' etc/pci
holds [ ! -e $tree/modules.dep ]
holds [ -e $tree/modules.usbmap ]
rm etc/modules.conf
mkdir -p other
cp -r lib other/
run depmod -b other 2.4.37
holds grep -q '^/lib/modules/2.4.37/kernel/user.o:	/lib/modules/2.4.37/kernel/all.o.gz' other/$tree/modules.dep
holds [ ! -e other/etc/dep ]
run depmod "/$tree/kernel/user.o" "/$tree/kernel/all.o.gz"
run depmod -v -n
as_stored

check 'a folder that cannot be written'
rm -f $tree/modules.*
if [ "$TOOL" = shipped ]; then
	mkdir $tree/modules.pcimap
	run depmod
	fails
	holds [ ! -e $tree/modules.dep ]
	rmdir $tree/modules.pcimap
fi

finish
