/* SPDX-License-Identifier: 0BSD */
/*
 * What a running Linux 2.4 tells about itself: its modules, and all symbols that a module may use. It comes from
 * query_module, or, where that is missing, from get_kernel_syms, which knows names and addresses only.
 */
#ifndef COMPAT24_KSYMS24_H
#define COMPAT24_KSYMS24_H

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "compat24/abi24.h"
#include "kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

struct ksym24 {
	const char *name;			/* as the kernel has it: "GPLONLY_foo_R1234abcd" */
	const char *own;			/* that without GPLONLY_ */
	unsigned long value;
	const struct loaded_module *module;	/* whose it is */
	struct ksym24 *next;
	void *same;				/* the next struct ksym24 of the same plain name */
};

/* { 0 } is empty. All of it is owned by the arena. */
struct ksyms24 {
	/*
	 * As the kernel has them: a dash stays a dash. Behind them, not counted, is the kernel with the name "".
	 * `references` is -1 for one that decides by itself whether it may go (can_unload). Without query_module only
	 * names and addresses are known. The state is in the flags.
	 */
	struct loaded_list modules;
	struct arena *arena;
	struct ksym24 *symbols, **end;		/* all, in the order of the modules; where the next one goes */
	struct map names;			/* plain name -> its first struct ksym24 */
	bool has_query;				/* query_module is there */
	bool is_versioned;			/* the kernel's names carry checksums (Using_Versions) */
};

/* The module list and, if wanted, all symbols. Returns 0 or -errno with err set. */
int ksyms24_read(struct ksyms24 *ksyms, struct arena *arena, bool with_symbols, struct err *err);

/* What a module that looks for a symbol brings along. */
struct wants24 {
	bool is_versioned;		/* its names carry checksums (using_checksums=1) */
	bool is_gpl;			/* its licence opens GPLONLY_ symbols */
};

/*
 * The symbol that `name` of a module means, or NULL; then `*other` is one of the same plain name that is not for this
 * module, if there is one. Checksums (_R1234abcd, _Rsmp_1234abcd and other prefixes) count only if both sides have
 * them; of several the newest wins.
 */
const struct ksym24 *ksyms24_find(const struct ksyms24 *ksyms, const char *name, const struct wants24 *wants,
				  const struct ksym24 **other);

/* A name without GPLONLY_, which an export for GPL-compatible modules only begins with. */
const char *own24(const char *name);

/* The length of a name without its checksum: of "printk_Rsmp_1b7d4074" it is 6. Any other name is plain as a whole. */
size_t plain24(const char *name);

#endif
