/* SPDX-License-Identifier: 0BSD */
/* The compressions that this build can undo: one row and one file each. */
#ifndef FILE_COMPRESSOR_H
#define FILE_COMPRESSOR_H

#include "base/err.h"
#include "file/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Memory for a decoder itself, from `scratch`, in which the decompressor has reserved what it needs: it is kept from
 * file to file (fresh pages for each took 10 % of the time of all of Debian's modules), so there is nothing to free.
 * More than SCRATCH_LIMIT is not for a module but an attack: `xz -9` has a dictionary of 64 MiB, the kernel's build
 * uses 1 or 2. The first returns NULL if the room is used up; both are what decoders call, with a struct memory.
 */
enum { SCRATCH_LIMIT = 80 << 20 };
void *scratch_alloc(void *scratch, size_t count, size_t size);
void scratch_free(void *scratch, void *bytes);

/* The number of `size` bytes (at most 8) that lies there with its low byte first. */
uint64_t little_endian(const unsigned char *bytes, size_t size);

/* Says that data of this format are truncated or damaged. Returns -EINVAL. */
int packed_damaged(const char *format, struct err *err);

/* Whether the first bytes are those of an ELF file. */
bool elf_magic(const unsigned char *bytes, size_t size);

/* What tells it from others is in compressor.c, for those that are not built in as well. */
struct compressor {
	const char *name;	/* as /sys/module/compression spells it: "gzip", "xz", "zstd" */

	/*
	 * Unpacks all of `packed` (the whole file, several members or frames too) to the end of an empty `out`,
	 * and verifies the checksums in it. `scratch` (empty, limit SCRATCH_LIMIT) is for scratch_alloc.
	 * Returns 0, or -EINVAL for damaged or truncated bytes, -EFBIG beyond a limit, -ENOMEM; err (not NULL) then
	 * says what is wrong with the bytes, without the file's name.
	 */
	int (*decompress)(const unsigned char *packed, size_t size, struct memory *out, struct memory *scratch,
			  struct err *err);
};

/* Of this build, ended by NULL, in the order of the Makefile's list. */
extern const struct compressor *const compressors[];

/*
 * What the first bytes of a file, `head`, say of its compression: the name, of one that this build cannot undo ("zstd",
 * "bzip2", ...) as well; and the compressor. NULL if it is not known.
 */
const char *compression_name(const unsigned char *head, size_t size);
const struct compressor *compressor_of(const unsigned char *head, size_t size);

/*
 * Whether a file name is that of a module: ends in .ko, or .ko and the suffix of a compression that kmod knows,
 * built in here or not. `*stem`, if not NULL, becomes the length of the name up to and without ".ko".
 */
bool compressor_module_name(const char *name, size_t *stem);

#endif
