/* SPDX-License-Identifier: 0BSD */
/* The compressions of this build, and the names of those that it may lack. */
#include "file/compressor.h"

#include "rows.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DECLARE(name) extern const struct compressor compressor_##name;
COMPRESSORS(DECLARE)

#define LIST(name) &compressor_##name,
const struct compressor *const compressors[] = { COMPRESSORS(LIST) NULL };

/* Known by sight whether they are built in or not. A suffix: kmod takes such files for modules. */
static const struct {
	const char *name, *suffix, *magic;
	size_t magic_length;
} known[] = {
	{ "gzip", ".gz", "\x1f\x8b", 2 },
	{ "xz", ".xz", "\xfd" "7zXZ\0", 6 },
	{ "zstd", ".zst", "\x28\xb5\x2f\xfd", 4 },
	{ "bzip2", NULL, "BZh", 3 },
	{ "lzma", NULL, "\x5d\0\0", 3 },
	{ "lz4", NULL, "\x04\x22\x4d\x18", 4 },
	{ "lzop", NULL, "\x89LZO", 4 },
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

static bool starts(const unsigned char *head, size_t size, const char *magic, size_t length)
{
	return size >= length && !memcmp(head, magic, length);
}

const struct compressor *compressor_of(const unsigned char *head, size_t size)
{
	for (const struct compressor *const *row = compressors; *row; row++)
		if (starts(head, size, (*row)->magic, (*row)->magic_length))
			return *row;
	return NULL;
}

const char *compressor_missing(const unsigned char *head, size_t size)
{
	if (compressor_of(head, size))
		return NULL;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (starts(head, size, known[i].magic, known[i].magic_length))
			return known[i].name;
	return NULL;
}

/* Takes `suffix` off the end of a name; what is left must not be empty. */
static bool cut_suffix(const char *name, size_t *length, const char *suffix)
{
	size_t tail = strlen(suffix);

	if (*length <= tail || memcmp(name + *length - tail, suffix, tail))
		return false;
	*length -= tail;
	return true;
}

bool compressor_module_name(const char *name, size_t *stem)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].suffix && cut_suffix(name, &length, known[i].suffix))
			break;
	if (!cut_suffix(name, &length, ".ko"))
		return false;
	if (stem)
		*stem = length;
	return true;
}
