/* SPDX-License-Identifier: 0BSD */
/*
 * What Linux 2.4 and a program agree on, by width of a word and byte order and never by a C structure of ours:
 * struct module (include/linux/module.h of 2.4), here with its offsets on i386 and on x86_64:
 *
 *	  0   0  size_of_struct      24  48  nsyms (int)       52  96  ex_table_start     72 136  runsize (int)
 *	  4   8  next                28  52  ndeps (int)       56 104  ex_table_end       76 144  kallsyms_start
 *	  8  16  name                32  56  syms              (alpha only:  gp)          80 152  kallsyms_end
 *	 12  24  size                36  64  deps              60 112  persist_start      84 160  archdata_start
 *	 16  32  uc (usecount)       40  72  refs              64 120  persist_end        88 168  archdata_end
 *	 20  40  flags               44  80  init              68 128  can_unload         92 176  kernel_data
 *	                             48  88  cleanup                                      96 184  (end)
 *
 * and its records: struct module_symbol {value, name}, struct module_ref {dep, ref, next_ref}: words.
 */
#ifndef COMPAT24_ABI24_H
#define COMPAT24_ABI24_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct abi24 {
	unsigned char word;	/* bytes of a long and of a pointer: 4 or 8 */
	bool is_big;		/* the byte order */
	bool has_gp;		/* struct module has the member gp (alpha) */
};

/* Fields of struct module, in their order. */
enum module24_field {
	MODULE24_SIZE_OF_STRUCT, MODULE24_NEXT, MODULE24_NAME, MODULE24_SIZE, MODULE24_USECOUNT, MODULE24_FLAGS,
	MODULE24_NSYMS, MODULE24_NDEPS,	/* the two of 4 bytes */
	MODULE24_SYMS, MODULE24_DEPS, MODULE24_REFS, MODULE24_INIT, MODULE24_CLEANUP,
	MODULE24_EX_TABLE_START, MODULE24_EX_TABLE_END,
	MODULE24_GP,			/* only with has_gp */
	MODULE24_PERSIST_START, MODULE24_PERSIST_END, MODULE24_CAN_UNLOAD,
	MODULE24_RUNSIZE,		/* 4 bytes in the room of a word */
	MODULE24_KALLSYMS_START, MODULE24_KALLSYMS_END, MODULE24_ARCHDATA_START, MODULE24_ARCHDATA_END,
	MODULE24_KERNEL_DATA,
	MODULE24_FIELDS,		/* how many there are */
};

/* Flags in struct module and from QM_INFO (2.4's linux/module.h). */
enum {
	MODULE24_RUNNING = 1, MODULE24_DELETED = 2, MODULE24_AUTOCLEAN = 4, MODULE24_VISITED = 8,
	MODULE24_USED_ONCE = 16, MODULE24_JUST_FREED = 32, MODULE24_INITIALIZING = 64,
};

/* A number of `width` (1, 2, 4 or 8) bytes at any alignment; a wider value is cut off. */
uint64_t abi24_get(const struct abi24 *abi, const unsigned char *at, unsigned width);
void abi24_put(const struct abi24 *abi, unsigned char *at, unsigned width, uint64_t value);

/*
 * A structure's members, one after the other: `shape` has a letter for each: w a word, i an int (4 bytes), I an int in
 * the room of a word, g a word that only struct module with has_gp has. Returns its size; `at` NULL: only that.
 */
unsigned abi24_record(const struct abi24 *abi, unsigned char *at, const char *shape, const uint64_t *values);

/* The same for struct module; `fields` has MODULE24_FIELDS values. */
unsigned abi24_module(const struct abi24 *abi, unsigned char *at, const uint64_t *fields);

#endif
