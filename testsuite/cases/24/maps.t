#!/bin/sh
# SPDX-License-Identifier: 0BSD
# depmod's maps of device ids, from the tables of 2.4 modules of every architecture: the same lines from all of them.
. "$(dirname "$0")/../../lib.sh"

new_root_24

tables() {
	cat <<-'END'
		static struct pci_device_id pcis[] = {
			{ 0x8086, 0x1229, ~0u, ~0u, 0, 0, 7 }, { 0x10ec, 0x8139, 1, 2, 0x20000, 0xffff00, 0x12345678 }, { 0 }
		};
		TABLE(pci_device, pcis);
		static struct usb_device_id usbs[] = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, { 0 } };
		TABLE(usb_device, usbs);
		static struct isapnp_card_id cards[] = { { 5, 0x1234, 0x5678, { { 1, 2 }, { 3, 4 } } }, { 0 } };
		TABLE(isapnp_card, cards);
		static struct isapnp_device_id devices[] = { { 1, 2, 3, 4, 5 }, { 0 } };
		TABLE(isapnp_device, devices);
		static struct ieee1394_device_id fires[] = { { 0xc, 0xffffff, 1, 2, 3 }, { 0 } };
		TABLE(ieee1394_device, fires);
		static struct pnpbios_device_id pnps[] = { { "PNP0a03", 9 }, { "" } };
		TABLE(pnpbios_device, pnps);
		static struct parport_device_id ports[] = { { "class printer", 9 }, { "" } };
		TABLE(parport_device, ports);
		static struct generic_string_id strings[] = { { "id=some text" }, { "id=more" }, { "" } };
		TABLE(generic_string, strings);
	END
}

# maps NAME COMPILER...: what depmod makes of the tables.
maps() {
	check "tables of $1"
	shift
	command -v "$1" >/dev/null || {
		check_name="$check_name # SKIP no $1"
		return 0
	}
	mkdir -p "lib/modules/$release/kernel"
	tables | holds "$@" -c -x c -std=gnu11 -O1 -w -ffreestanding -fno-pic -include "$suite/fixtures/24/tables.h" \
		-o "lib/modules/$release/kernel/tables.o" -
	run depmod -n "$release"
	succeeds
	cp "$out" maps
	[ -f first ] || cp maps first
	holds diff first maps
}

maps x86_64 gcc
as_stored
maps i386 gcc -m32
for machine in alpha mips mipsel powerpc m68k sh4 sparc64 s390x; do
	maps $machine $machine-linux-gnu-gcc
done
maps arm arm-linux-gnueabi-gcc
maps sparc sparc64-linux-gnu-gcc -m32
maps s390 s390x-linux-gnu-gcc -m31

check 'tables that make no sense are left out'
# compiled TEXT: depmod's maps of a module with this text.
compiled() {
	echo "$1" | object tables -include "$suite/fixtures/24/tables.h"
	run depmod -n "$release"
	succeeds
	says_not '^tables '
	rm "lib/modules/$release/kernel/tables.o"
}
compiled 'unsigned long __module_pci_device_size = 32;'
compiled 'void *__module_pci_device_table = 0; unsigned long __module_pci_device_size = 32;'
compiled 'extern int x; void *__module_pci_device_table = &x; unsigned long __module_pci_device_size = 32;'
compiled 'int x; void *__module_pci_device_table = &x; unsigned long __module_pci_device_size = 32;'
compiled 'int x = 1; void *__module_pci_device_table = &x; unsigned long __module_pci_device_size = 32;'
compiled 'int x[8] = { 1 }; void *__module_pci_device_table = x; unsigned long __module_pci_device_size = 0;'
compiled 'int x[8] = { 1 }; void *__module_pci_device_table = x; unsigned long __module_pci_device_size = 4;'
compiled 'int x[8] = { 1 }; void *__module_pci_device_table = x; unsigned long __module_pci_device_size = -1;'
compiled 'int x[8] = { 1 }; void *__module_pci_device_table = x; char __module_pci_device_size = 1;'
compiled 'int x[8] = { 1 }; char __module_pci_device_table = 1; unsigned long __module_pci_device_size = 32;'
compiled 'int x[8] = { 1 }; void *__module_pci_device_table = x - 64; unsigned long __module_pci_device_size = 32;'

check 'a table without an end stops with its section'
echo 'int x[16] __attribute__((section(".ids"))) = { 1, [8] = 2 };
	void *__module_pci_device_table = x; unsigned long __module_pci_device_size = 32;' | object tables
run depmod -n "$release"
is_two=$(grep -c '^tables ' "$out")
holds [ "$is_two" = 2 ]

finish
