/* SPDX-License-Identifier: 0BSD */
/* Making a private copy of a module load in spite of versions: what finit_module's flags do, for init_module. */
#ifndef MODULE_FORCE_H
#define MODULE_FORCE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Edits the ELF file in `bytes` (of image_private): modversions clears SHF_ALLOC of the version
 * sections so that the kernel does not see them; vermagic blanks the vermagic= string of .modinfo.
 * Returns 0, or -ENOEXEC with err set and the bytes possibly half edited.
 */
int force_edit(unsigned char *bytes, size_t size, bool modversions, bool vermagic, struct err *err);

#endif
