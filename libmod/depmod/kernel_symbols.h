/* SPDX-License-Identifier: 0BSD */
/* What the kernel itself exports, for depmod -E and -F. */
#ifndef DEPMOD_KERNEL_SYMBOLS_H
#define DEPMOD_KERNEL_SYMBOLS_H

#include "base/err.h"
#include "depmod/tree.h"

/*
 * Adds the symbols of a System.map to tree->kernel_symbols: the lines whose name starts with __ksymtab_, after
 * the byte `prefix` if it is not 0. Their CRCs are not known. Returns 0 or -errno.
 */
int kernel_symbols_of_map(struct tree *tree, const char *path, char prefix, struct err *err);

/*
 * Adds the symbols of a Module.symvers, with CRCs: the lines "0xCRC SYMBOL vmlinux ..." (scripts/mod/modpost.c).
 * Returns 0 or -errno.
 */
int kernel_symbols_of_symvers(struct tree *tree, const char *path, struct err *err);

#endif
