/* SPDX-License-Identifier: 0BSD */
/* Memory for the bytes of a file: one mapping that doubles when it is full. */
#include "file/memory.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

enum { MEMORY_FIRST = 64 << 10 };

static size_t wanted_capacity(const struct memory *memory, size_t need)
{
	size_t wanted = memory->capacity ? memory->capacity : MEMORY_FIRST;

	while (wanted < need)
		wanted = wanted > SIZE_MAX / 2 ? need : wanted * 2;
	if (wanted > memory->limit)
		wanted = memory->limit;
	return wanted;
}

int memory_reserve(struct memory *memory, size_t more, struct err *err)
{
	size_t capacity;
	void *bytes;

	if (more <= memory->capacity - memory->size)
		return 0;
	if (memory->size > memory->limit || more > memory->limit - memory->size)
		return err_set(err, EFBIG, "more than %zu bytes", memory->limit);
	capacity = wanted_capacity(memory, memory->size + more);
	if (memory->bytes)
		bytes = mremap(memory->bytes - MEMORY_LEAD, memory->capacity + MEMORY_LEAD, capacity + MEMORY_LEAD,
			       MREMAP_MAYMOVE);
	else
		bytes = mmap(NULL, capacity + MEMORY_LEAD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (bytes == MAP_FAILED)
		return err_set(err, ENOMEM, "no memory for %zu bytes", memory->size + more);
	memory->bytes = (unsigned char *)bytes + MEMORY_LEAD;
	memory->capacity = capacity;
	return 0;
}

void memory_free(struct memory *memory)
{
	if (memory->bytes)
		munmap(memory->bytes - MEMORY_LEAD, memory->capacity + MEMORY_LEAD);
	*memory = (struct memory){ .limit = memory->limit };
}
