#!/bin/sh
# SPDX-License-Identifier: 0BSD
# All commands work with nothing but the system calls of Linux 2.4.37: whatever else fails with ENOSYS.
. "$(dirname "$0")/../../lib.sh"

# Only the bytes that are shipped, and only from outside, can be held to that.
[ "$TOOL" = shipped ] || {
	echo '1..0 # SKIP is a matter of the shipped program'
	exit 0
}

# all WHO: every command, once.
all() {
	kernel symbol printk
	kernel only 2.4
	object a <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
PARAM(show_i1_irq, "i");
PARAM(show_s1_name, "s");
int show_i1_irq;
char *show_s1_name;
int printk(const char *, ...);
int a_api(int x) { return printk("%d", x); }
int init_module(void) { return a_api(1); }
C
	object b <<'C'
INFO("kernel_version=2.4.37");
INFO("license=GPL");
int a_api(int);
int init_module(void) { return a_api(2); }
C

	check "$1: the filter is there: what 2.4 lacks fails"
	run old
	prints "getpid: works
openat: fails
clock_gettime: fails
getrandom: fails
clone: fails"

	check "$1: depmod"
	run depmod -a
	succeeds
	silent
	holds grep -q '/b\.o:' lib/modules/2.4.37/modules.dep

	check "$1: modprobe"
	run modprobe b
	succeeds
	silent
	calls 'init_module\(a '
	calls 'init_module\(b deps=a '

	check "$1: lsmod, ksyms"
	run lsmod
	succeeds
	says '^a .*\[b\]$'
	run ksyms
	succeeds
	says 'a_api.*\[a\]'

	check "$1: modprobe -r"
	run modprobe -r b
	succeeds
	silent
	calls 'delete_module\(a\) = 0'

	check "$1: insmod with parameters, a map, compressed"
	gzip lib/modules/2.4.37/kernel/a.o
	run insmod -m lib/modules/2.4.37/kernel/a.o.gz show_i1_irq=5 show_s1_name=eth0
	succeeds
	says 'T init_module'
	calls 'show_s1_name="eth0"'
	calls 'show_i1_irq=5'

	check "$1: rmmod, with messages to a system log that is not there"
	run rmmod -s -v a
	succeeds
	run rmmod -s a
	fails

	check "$1: by the name of the program"
	run kmodbox --list
	succeeds
	run kmodbox --install /tmp
	succeeds
	holds test -L tmp/insmod

	check "$1: the tools of newer kernels, on a tree for one"
	release=6.1.0-test
	mkdir -p lib/modules/$release/kernel
	module x alias=some-alias
	run depmod 6.1.0-test
	succeeds
	silent
	holds test -s lib/modules/6.1.0-test/modules.dep.bin
	run modinfo -k 6.1.0-test some-alias
	succeeds
}

# What the filter must refuse.
cat >"$scratch/old.c" <<'C'
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_clock_gettime32
#define SYS_clock_gettime SYS_clock_gettime32
#endif

static void say(const char *name, long result)
{
	printf("%s: %s\n", name, result < 0 ? "fails" : "works");
}

int main(void)
{
	char room[16];
	say("getpid", syscall(SYS_getpid));
	say("openat", syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY));
	say("clock_gettime", syscall(SYS_clock_gettime, 1, room));
	say("getrandom", syscall(SYS_getrandom, room, 1, 0));
	say("clone", syscall(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, 0, 0, 0, 0));
	return 0;
}
C

new_root_24
musl-gcc -static -o bin/old "$scratch/old.c" || exit 1
all x86_64

if "$suite/build" i386 >"$scratch/built" 2>&1; then
	new_root_24
	object_flags=-m32
	rm sbin/kmodbox
	cp "$built/i386/kmodbox" sbin/kmodbox
	gcc -m32 -Wl,-melf_i386 -specs=/usr/lib/i386-linux-musl/musl-gcc.specs -static -o bin/old "$scratch/old.c" || exit 1
	all i386
else
	check 'i386: the program can be built'
	holds cat "$scratch/built"
	wrong 'it cannot'
fi

finish
