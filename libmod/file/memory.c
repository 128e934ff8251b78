/* SPDX-License-Identifier: 0BSD */
/* Memory for the bytes of a file: one mapping that at least doubles when it is full. */
#include "file/memory.h"

#include <errno.h>
#include <sys/mman.h>

enum { MEMORY_FIRST = 64 << 10 };

int memory_reserve(struct memory *memory, size_t more, struct err *err)
{
	size_t need = memory->size + more, capacity = memory->capacity * 2;
	void *bytes;

	if (more <= memory->capacity - memory->size)
		return 0;
	if (more > memory->limit - memory->size)
		return err_set(err, EFBIG, "more than %zu bytes", memory->limit);
	if (capacity < MEMORY_FIRST)
		capacity = MEMORY_FIRST;
	if (capacity < need)
		capacity = need;
	if (capacity > memory->limit)
		capacity = memory->limit;
	if (memory->bytes)
		bytes = mremap(memory->bytes - MEMORY_LEAD, memory->capacity + MEMORY_LEAD, capacity + MEMORY_LEAD,
			       MREMAP_MAYMOVE);
	else
		bytes = mmap(NULL, capacity + MEMORY_LEAD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (bytes == MAP_FAILED)
		return err_set(err, ENOMEM, "no memory for %zu bytes", need);
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
