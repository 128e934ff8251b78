/* SPDX-License-Identifier: 0BSD */
/*
 * The tables of device ids in 2.4 modules, and the map files that depmod makes of them for hotplug: modules.pcimap,
 * modules.usbmap and so on. A module has for MODULE_DEVICE_TABLE(pci, ids) two variables (2.4's linux/module.h):
 *
 *	unsigned long __module_pci_device_size = sizeof(struct pci_device_id);
 *	struct pci_device_id *__module_pci_device_table = ids;	a relocation says where it leads
 *
 * The ids end with one that is all zero.
 */
#ifndef COMPAT24_MAPS24_H
#define COMPAT24_MAPS24_H

#include "base/arena.h"
#include "base/buf.h"
#include "module/elf.h"

/*
 * A kind of table. `fields` has two bytes for each number that is printed: how many digits it has (2, 4: so many are in
 * the structure, too; 6, 8: it has 8 there; l: a long, with 8), and where it lies: the offset, counted from '0' on; or
 * behind a long, counted from 'a' on; $ is the structure's last long. s is text, q pairs of 4 digits up to the end.
 */
struct map24 {
	const char *table;	/* "pci_device" */
	const char *fields;
	const char *header;	/* first line of the file, whose words say where columns begin; NULL: the row's above */
};

enum { MAPS24_COUNT = 8 };

extern const struct map24 maps24[MAPS24_COUNT];

/* "pcimap": the file is modules.pcimap. May lie in the arena. */
const char *maps24_name(const struct map24 *map, struct arena *arena);

/*
 * Adds the lines of all tables of a module to `outs`, one for each row of maps24 that has a header. A table that makes
 * no sense is left out.
 */
void maps24_add(const struct elf *elf, const struct elf_symbols *symbols, const char *name,
		struct buf outs[MAPS24_COUNT]);

#endif
