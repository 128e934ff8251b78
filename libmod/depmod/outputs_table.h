/* SPDX-License-Identifier: 0BSD */
/* The functions behind the rows of outputs.c, each in its out_*.c; all are an output's `write`. */
#ifndef DEPMOD_OUTPUTS_TABLE_H
#define DEPMOD_OUTPUTS_TABLE_H

#include "depmod/outputs.h"

int write_dep(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_dep_index(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_alias(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_alias_index(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_softdep(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_weakdep(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_symbols(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_symbols_index(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_builtin_index(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_builtin_alias_index(const struct tree *, const struct output_options *, struct buf *, struct err *);
int write_devname(const struct tree *, const struct output_options *, struct buf *, struct err *);

#endif
