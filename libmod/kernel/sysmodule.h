/* SPDX-License-Identifier: 0BSD */
/*
 * /sys/module/NAME: what the kernel tells about one module.
 *
 *	initstate	"coming", "live" or "going"; loadable modules only
 *	refcnt		how often it is in use; not in kernels that cannot unload
 *	holders/	one entry for each module that uses it; loadable modules only
 *
 * Names are in normal form; one that is no module name (a slash in it, "..") is simply not there.
 */
#ifndef KERNEL_SYSMODULE_H
#define KERNEL_SYSMODULE_H

#include "kernel/kernel.h"

/*
 * From initstate. A folder without it belongs to a built-in module, or, if it has holders/ already, to one that
 * is just coming. Without /sys, or after sysmodule_list if it was not there then: MODULE_ABSENT.
 */
enum module_state sysmodule_state(struct kernel *kernel, const char *name);

/* The use count; -ENOENT if the kernel cannot unload modules or the module is gone. */
long sysmodule_references(struct kernel *kernel, const char *name);

/* The names in holders/, sorted, owned by the kernel's arena. Returns their number, 0 if none or not known. */
size_t sysmodule_holders(struct kernel *kernel, const char *name, const char ***out);

/* Which compression finit_module takes ("gzip", "xz", "zstd"), or NULL. The file is read once. */
const char *sysmodule_compression(struct kernel *kernel);

/* Whether /sys/module is there at all; if so, that is not asked again. */
bool sysmodule_mounted(struct kernel *kernel);

/*
 * Notes which modules there are: from now on others count as absent without being asked for. For a command that asks
 * for hundreds and changes nothing (-n); who loads must know each state as it is right then.
 */
void sysmodule_list(struct kernel *kernel);

#endif
