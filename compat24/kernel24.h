/* SPDX-License-Identifier: 0BSD */
/*
 * Linux 2.4 as a kind of kernel (kernel/kernel.h). There the loader links: the image is made for the address that
 * create_module gives, and init_module takes it as it is.
 */
#ifndef COMPAT24_KERNEL24_H
#define COMPAT24_KERNEL24_H

#include "base/out.h"
#include "compat24/ksyms24.h"
#include "kernel/kernel.h"

/* Its unload takes NULL, too: what nobody used since the last time (autoclean). */
extern const struct kernel_ops kernel_24;

/* How to load: insmod's options. Zeroed is insmod's default but for `params`. */
struct load24 {
	const char *name;		/* -o: the module's name; NULL: from the file's */
	char *const *params;		/* "NAME=VALUE", each one word whatever it holds */
	size_t param_count;
	const char *persist;		/* -e: the file of persistent data, lines NAME=VALUE; NULL: none */
	struct out *map;		/* -m: a load map goes there; NULL: none */
	bool force;			/* -f: load it for another kernel version; taints */
	bool autoclean;			/* -k */
	bool no_export;			/* -x: export nothing; else all globals if there is no __ksymtab */
	bool no_ksymoops;		/* -Y: no __insmod_ symbols */
	bool kallsyms;			/* -S: its symbols for debuggers, too */
	bool quiet;			/* -q: do not list undefined symbols */
	bool probe;			/* -p: only check whether it fits this kernel */
	bool no_load;			/* -n: all but the last step */
};

/*
 * Loads an open image. Warnings (taints, undefined symbols) are logged on the way. Returns 0, or -errno with err set
 * and nothing of the module left in the kernel; err->text says all, the file included.
 */
int kernel24_load(struct kernel *kernel, struct image *image, const struct load24 *load, struct err *err);

/* "/lib/a/snd-pcm.o.gz" -> "snd-pcm": dashes stay, and .o, .mod.o and a compression's suffix go. */
char *name24_of_path(struct arena *arena, const char *path);

#endif
