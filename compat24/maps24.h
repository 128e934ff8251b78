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

#include "base/buf.h"
#include "compat24/link24.h"

/*
 * A kind of table. `fields` has two bytes for each number that is printed: how many digits it has (2, 4: so many are in
 * the structure, too; 6, 8: it has 8 there; l: a long, with 8), and where it lies: the offset, counted from '0' on; or
 * behind a long, counted from 'a' on; $ is the structure's last long. s is text, q pairs of 4 digits up to the end.
 */
struct map24 {
	const char *table;	/* "pci_device" */
	const char *fields;
	const char *header;	/* behind the name in the file's first line: its words say where columns begin; NULL:
				   the row above has it, and its file */
};

enum { MAPS24_COUNT = 8 };

extern const struct map24 maps24[MAPS24_COUNT];

/* A file that depmod makes. */
struct output24 {
	const char *what;	/* "pcimap": it is modules.pcimap; NULL: there is no such file */
	struct buf bytes;
};

/* Names the file of a row that has a header, and writes its first line. */
void maps24_begin(const struct map24 *map, struct arena *arena, struct output24 *output);

/*
 * Adds the lines of all tables of a module (link24_read) to `outputs`, one for each row of maps24; those of a row
 * without a header go to the row's above. A table that makes no sense is left out.
 */
void maps24_add(struct link24 *link, const char *name, struct output24 *outputs);

#endif
