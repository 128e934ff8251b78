/* SPDX-License-Identifier: 0BSD */
/* Runs modules for Linux 2.4 inside of a test build. */
#include "execute24.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIZE = 1 << 20 };

/* What the kernel's functions belong to while a module runs. */
static struct kernel24 *running;

static int kernel_printk(const char *text)
{
	state_trace(&running->state, pool_format(&running->state.pool, "printk: %s", text));
	return strlen(text);
}

static int kernel_twice(int number)
{
	return 2 * number;
}

static void kernel_nothing(void)
{
	fputs("a module called a function that the fake kernel does not have\n", stderr);
	abort();
}

static const struct {
	const char *name;
	uintptr_t address;
} functions[] = {
	{ "printk", (uintptr_t)kernel_printk },
	{ "twice", (uintptr_t)kernel_twice },
};

/* movabs $ADDRESS, %r11; jmp *%r11 */
static void write_entry(unsigned char *entry, const char *name)
{
	static const int numbers[] = { 100, 101, 102, 103 };
	uintptr_t address = (uintptr_t)kernel_nothing;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (!strcmp(functions[i].name, name))
			address = functions[i].address;
	if (!strcmp(name, "numbers")) {
		memcpy(entry, numbers, sizeof numbers);
		return;
	}
	memcpy(entry, "\x49\xbb", 2);
	memcpy(entry + 2, &address, 8);
	memcpy(entry + 10, "\x41\xff\xe3", 3);
}

/* The memory, the same for all processes, with entries that lead into this one. */
static void open_memory(struct kernel24 *kernel)
{
	const char *path = pool_format(&kernel->state.pool, "%s/.kernel/memory24", kernel->state.root);
	unsigned char *memory = (unsigned char *)(uintptr_t)MEMORY24;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0 || ftruncate(fd, SIZE) ||
	    mmap(memory, SIZE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED | MAP_FIXED, fd, 0) != memory) {
		perror(path);
		abort();
	}
	close(fd);
	for (size_t i = 0; i < kernel->symbols.count; i++)
		write_entry(memory + i * ENTRY24, kernel->symbols.at[i].name);
	running = kernel;
}

int execute24_init(struct kernel24 *kernel, const struct module24 *module, const unsigned char *image, uint64_t init)
{
	open_memory(kernel);
	if (module->address + module->size > MEMORY24 + SIZE)
		return -ENOMEM;
	memcpy((void *)(uintptr_t)module->address, image, module->size);
	int result = init ? ((int (*)(void))(uintptr_t)init)() : 0;
	return result > 0 ? -EBUSY : result;
}

void execute24_cleanup(struct kernel24 *kernel, const struct module24 *module)
{
	open_memory(kernel);
	if (module->cleanup)
		((void (*)(void))(uintptr_t)module->cleanup)();
}
