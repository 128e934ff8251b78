/* SPDX-License-Identifier: 0BSD */
/* Making a module in memory load in spite of versions: what finit_module's flags do, for init_module. */
#ifndef MODULE_FORCE_H
#define MODULE_FORCE_H

#include "base/err.h"
#include "file/image.h"

#include <stdbool.h>

/*
 * Edits what image_whole has in memory: modversions clears SHF_ALLOC of the version sections so that the kernel does
 * not see them; vermagic blanks the vermagic= string of .modinfo. Its signature is spoilt then (module/signature.h).
 * Returns 0 with the bytes in image->bytes, or -ENOEXEC and so on with err set, the bytes possibly half edited.
 */
int force_edit(struct image *image, bool modversions, bool vermagic, struct err *err);

#endif
