/* SPDX-License-Identifier: 0BSD */
/*
 * malloc in place of libc's: each block is a mapping of its own,
 *
 *	[ size | bytes ... ]
 *
 * That would be a poor trade for a program with many blocks. This one keeps what it learns in arenas; what is left are
 * the decoders' few tables, and output buffers that grow (mremap moves them without copying). musl's own malloc would
 * be 8500 bytes of program. Not in builds with sanitizers, which bring theirs.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

struct block {
	size_t size;	/* of the mapping */
	_Alignas(16) char bytes[];
};

static struct block *block_of(void *bytes)
{
	return (struct block *)((char *)bytes - offsetof(struct block, bytes));
}

/* What mmap or mremap returned, as what malloc or realloc returns. */
static void *block_finish(struct block *block, size_t size)
{
	if (block == MAP_FAILED)
		return NULL;
	block->size = size;
	return block->bytes;
}

/* The size of a mapping for `size` bytes; 0 with errno set if there can be none. */
static size_t block_size(size_t size)
{
	if (size <= PTRDIFF_MAX - sizeof(struct block))
		return size + sizeof(struct block);
	errno = ENOMEM;
	return 0;
}

void *malloc(size_t size)
{
	size_t whole = block_size(size);

	if (!whole)
		return NULL;
	return block_finish(mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), whole);
}

/* Fresh mappings are zero. */
void *calloc(size_t count, size_t size)
{
	return malloc(size && count > SIZE_MAX / size ? SIZE_MAX : count * size);
}

void *realloc(void *bytes, size_t size)
{
	size_t whole = block_size(size);

	if (!bytes || !whole)
		return bytes ? NULL : malloc(size);
	return block_finish(mremap(block_of(bytes), block_of(bytes)->size, whole, MREMAP_MAYMOVE), whole);
}

void free(void *bytes)
{
	if (bytes)
		munmap(block_of(bytes), block_of(bytes)->size);
}
