/* SPDX-License-Identifier: 0BSD */
/* The compressions of this build, and the names of those that it may lack. */
#include "file/compressor.h"

#include "base/str.h"
#include "rows.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DECLARE(name) extern const struct compressor compressor_##name;
COMPRESSORS(DECLARE)

#define LIST(name) &compressor_##name,
const struct compressor *const compressors[] = { COMPRESSORS(LIST) NULL };

/* Known by sight, built in or not. Those with a suffix come first: kmod takes such files for modules. */
static const struct {
	char name[6], suffix[5], magic[6];
	unsigned char magic_length;
} known[] = {
	{ "gzip", ".gz", "\x1f\x8b", 2 },
	{ "xz", ".xz", "\xfd" "7zXZ\0", 6 },
	{ "zstd", ".zst", "\x28\xb5\x2f\xfd", 4 },
	{ "bzip2", "", "BZh", 3 },
	{ "lzma", "", "\x5d\0\0", 3 },
	{ "lz4", "", "\x04\x22\x4d\x18", 4 },
	{ "lzop", "", "\x89LZO", 4 },
};

bool elf_magic(const unsigned char *bytes, size_t size)
{
	return size >= 4 && !memcmp(bytes, "\177ELF", 4);
}

void *scratch_alloc(void *memory, size_t count, size_t size)
{
	struct memory *scratch = memory;
	size_t place = (scratch->size + 15) & ~(size_t)15;

	if (place > scratch->capacity || count > (scratch->capacity - place) / size)
		return NULL;
	scratch->size = place + count * size;
	return scratch->bytes + place;
}

void scratch_free(void *memory, void *bytes)
{
	(void)memory;
	(void)bytes;
}

uint64_t little_endian(const unsigned char *bytes, size_t size)
{
	uint64_t number = 0;

	while (size)
		number = number << 8 | bytes[--size];
	return number;
}

int packed_damaged(const char *format, struct err *err)
{
	return err_set(err, EINVAL, "truncated or damaged %s data", format);
}

const char *compression_name(const unsigned char *head, size_t size)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (size >= known[i].magic_length && !memcmp(head, known[i].magic, known[i].magic_length))
			return known[i].name;
	return NULL;
}

const struct compressor *compressor_of(const unsigned char *head, size_t size)
{
	const char *name = compression_name(head, size);
	const struct compressor *const *row = compressors;

	while (*row && !(name && !strcmp((*row)->name, name)))
		row++;
	return *row;
}

bool compressor_module_name(const char *name, size_t *stem)
{
	size_t length = strlen(name);

	for (size_t i = 0; *known[i].suffix; i++)
		if (str_ends(name, known[i].suffix))
			length -= strlen(known[i].suffix);
	if (length <= 3 || memcmp(name + length - 3, ".ko", 3))
		return false;
	if (stem)
		*stem = length - 3;
	return true;
}
