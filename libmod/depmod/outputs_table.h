/* SPDX-License-Identifier: 0BSD */
/* The functions behind the rows of outputs.c, each in its out_*.c; all are an output's `write`. */
#ifndef DEPMOD_OUTPUTS_TABLE_H
#define DEPMOD_OUTPUTS_TABLE_H

#include "depmod/outputs.h"

int write_dep(const struct making *making);
int write_dep_index(const struct making *making);
int write_alias(const struct making *making);
int write_alias_index(const struct making *making);
int write_softdep(const struct making *making);
int write_weakdep(const struct making *making);
int write_symbols(const struct making *making);
int write_symbols_index(const struct making *making);
int write_builtin_index(const struct making *making);
int write_builtin_alias_index(const struct making *making);
int write_devname(const struct making *making);

#endif
