/* SPDX-License-Identifier: 0BSD */
/*
 * A model of Linux 2.4's module calls (kernel/module.c of 2.4), with every check that the kernel makes. It is used for
 * fixtures whose release begins with "2.4."; state.h tells of settings and files. Besides:
 *
 *	ROOT/.kernel/state24         the modules
 *	without query_module         get_kernel_syms is the only way to symbols; it may be missing, too
 *	symbol NAME                  the kernel exports it: a name as 2.4 has it, with its checksum; Using_Versions, too
 *	only 2.4                     door two takes away all system calls that 2.4.37 does not have
 *	execute                      door one maps modules where they are linked for, and runs their init and cleanup;
 *	                             the kernel's functions are those of execute24.c
 *	memory BYTES                 create_module gives no more than this at once
 *	busy NAME                    the module is in use
 *	used NAME                    it was in use before
 *	fail STEP MODULE NTH ERRNO   STEP: create_module init_module delete_module, and init, the module's own
 *
 * The trace tells what a module brought along. Of exported variables named show_TN_NAME it tells N values of the type
 * T: b h i l, s (pointer to a string), c (array of characters).
 */
#ifndef FAKE_MODEL24_H
#define FAKE_MODEL24_H

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who calls: how wide its words are, and how its memory is read: 0 or -EFAULT. */
struct caller24 {
	const char *root;
	unsigned word;		/* 4 or 8; the byte order is this machine's */
	int (*read)(const struct caller24 *caller, uint64_t address, void *out, size_t size);
	int process;		/* for `read` */
	bool executes;		/* modules can run inside of this process: door one */
};

/* Whether this fixture is a Linux 2.4. */
bool fake24_is(const char *root);

/* Whether door two also takes away all calls that Linux 2.4.37 does not have. The tests' shell cannot run then. */
bool fake24_is_strict(const char *root);

/* The calls: 0 or -errno. A `name` of NULL is one. */
int fake24_create(const struct caller24 *caller, const char *name, uint64_t size, uint64_t *address);
int fake24_init(const struct caller24 *caller, const char *name, uint64_t image);
int fake24_delete(const struct caller24 *caller, const char *name);

/*
 * The two that ask: what goes into the caller's buffer of `size` bytes is put into `*bytes`, owned by the pool. Of
 * query_module `*count` is what it stores in its last argument, on success and with -ENOSPC; get_kernel_syms returns
 * its count.
 */
int fake24_query(const struct caller24 *caller, const char *name, int which, uint64_t size, struct pool *pool,
		 unsigned char **bytes, size_t *length, uint64_t *count);
int fake24_syms(const struct caller24 *caller, bool is_counting, struct pool *pool, unsigned char **bytes,
		size_t *length);

#endif
