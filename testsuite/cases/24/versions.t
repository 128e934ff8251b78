#!/bin/sh
# SPDX-License-Identifier: 0BSD
# Checksums in symbol names of Linux 2.4: they count if the kernel and the module both have them.
. "$(dirname "$0")/../../lib.sh"

# make NAME VERSION CHECKSUMS SYMBOL: a module that needs this symbol.
make_module() {
	object "$1" <<C
INFO("kernel_version=$2");
INFO("using_checksums=$3");
INFO("license=GPL");
int need(void) __asm__("$4");
int init_module(void) { return need(); }
C
}

# loads NAME VERSION CHECKSUMS SYMBOL
loads() {
	make_module "$@"
	run insmod -Y $path
	succeeds
	silent
	run rmmod "$1"
}

# fails_with MESSAGE NAME VERSION CHECKSUMS SYMBOL
fails_with() {
	message=$1
	shift
	make_module "$@"
	run insmod -Y $path
	fails
	untouched
	says "$message"
}

for way in query table; do
	new_root_24
	[ $way = query ] || kernel without query_module
	for symbol in Using_Versions printk_Rb72397d5 GPLONLY_secret_R12345678 smp_thing_Rsmp_0badcafe plain; do
		kernel symbol $symbol
	done

	check "$way: both have checksums: they must be equal"
	loads a 2.4.37 1 printk_Rb72397d5
	loads a 2.4.37 1 secret_R12345678
	loads a 2.4.37 1 smp_thing_Rsmp_0badcafe
	loads a 2.4.37 1 plain
	fails_with 'unresolved symbol printk_R11111111; there is printk_Rb72397d5' a 2.4.37 1 printk_R11111111
	fails_with 'unresolved symbol smp_thing_R0badcafe; there is smp_thing_Rsmp_0badcafe' a 2.4.37 1 smp_thing_R0badcafe
	fails_with 'unresolved symbol printk; there is printk_Rb72397d5' a 2.4.37 1 printk
	fails_with 'unresolved symbol absent_R11111111$' a 2.4.37 1 absent_R11111111

	check "$way: both have checksums: the release does not matter"
	loads a 2.4.18 1 printk_Rb72397d5

	check "$way: only the kernel has checksums"
	loads a 2.4.37 0 printk
	loads a 2.4.37 0 secret
	loads a 2.4.37 0 smp_thing
	fails_with 'version mismatch' a 2.4.18 0 printk

	new_root_24
	[ $way = query ] || kernel without query_module
	kernel symbol printk
	kernel symbol odd_R1234

	check "$way: only the module has checksums"
	loads a 2.4.37 1 printk_Rb72397d5
	loads a 2.4.37 1 printk_Rsmp_b72397d5
	loads a 2.4.37 1 printk_R2gig_b72397d5
	fails_with 'version mismatch' a 2.4.18 1 printk_Rb72397d5

	check "$way: what only looks like a checksum"
	loads a 2.4.37 0 odd_R1234
	fails_with 'unresolved symbol printk_Rb72397dx' a 2.4.37 0 printk_Rb72397dx
	fails_with 'unresolved symbol printk_b72397d5' a 2.4.37 0 printk_b72397d5
	fails_with 'unresolved symbol printk_RSMP_b72397d5' a 2.4.37 0 printk_RSMP_b72397d5
done

finish
