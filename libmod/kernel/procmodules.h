/* SPDX-License-Identifier: 0BSD */
/*
 * /proc/modules (kernel/module/procfs.c): one line a module, newest first,
 *
 *	ext4 1015808 2 - Live 0xffffffffc0a00000 (E)
 *	jbd2 188416 1 ext4, Live 0xffffffffc09d1000
 *	name size references users|- Live|Loading|Unloading address [(taints)]
 *
 * Among the users, "[permanent]" is no module: the module has no exit function. A kernel that cannot unload
 * modules writes "-" for the references too.
 */
#ifndef KERNEL_PROCMODULES_H
#define KERNEL_PROCMODULES_H

#include "kernel/kernel.h"

/*
 * Parses the whole text; lines that make no sense are skipped. Names point into `text`, which is edited;
 * text[size] is a NUL.
 */
void procmodules_parse(char *text, size_t size, struct arena *arena, struct loaded_list *out);

/* Reads and parses the file. Returns 0, or -errno with err set. */
int procmodules_read(struct kernel *kernel, struct loaded_list *out, struct err *err);

#endif
