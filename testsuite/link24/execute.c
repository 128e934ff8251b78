/* SPDX-License-Identifier: 0BSD */
/*
 * Loads two modules as insmod and a kernel of Linux 2.4 do, and runs them: execute NEAR FAR FIRST SECOND
 *
 * The modules are machine code of this program's machine. NEAR and FAR are hexadecimal addresses for their images.
 * The kernel is this program: it has the C structure that the kernel has, so compat24/abi24.c is tested, too.
 */
#include "compat24/link24.h"
#include "file/image.h"
#include "kernel.h"

#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct module_symbol {
	unsigned long value;
	const char *name;
};

struct module_ref {
	struct module *dep, *ref;
	struct module_ref *next_ref;
};

struct exception {
	unsigned long instruction, fixup;
};

struct module {
	unsigned long size_of_struct;
	struct module *next;
	const char *name;
	unsigned long size;
	union {
		int usecount;
		long pad;
	} uc;
	unsigned long flags;
	unsigned nsyms, ndeps;
	struct module_symbol *syms;
	struct module_ref *deps, *refs;
	int (*init)(void);
	void (*cleanup)(void);
	const struct exception *ex_table_start, *ex_table_end;
#ifdef __alpha__
	unsigned long gp;
#endif
	const void *persist_start, *persist_end;
	int (*can_unload)(void);
	int runsize;
	const char *kallsyms_start, *kallsyms_end;
	const char *archdata_start, *archdata_end;
	const char *kernel_data;
};

struct kallsyms_header {
	int size, total_size, sections, section_off, section_size, symbols, symbol_off, symbol_size, string_off;
	unsigned long start, end;
};

struct kallsyms_symbol {
	int section_off;
	unsigned long symbol_addr;
	int name_off;
};

/* ---- what modules see ---- */

int kernel_numbers[8] = { 100, 101, 102, 103, 104, 105, 106, 107 };
const char kernel_name[] = "little kernel";

static struct module *modules;	/* the newest first */
static unsigned checks, failures;

void kernel_check(const char *what_holds, int holds)
{
	checks++;
	failures += !holds;
	printf("%sok - %s: %s\n", holds ? "" : "not ", modules ? modules->name : "before", what_holds);
}

int kernel_note(int number)
{
	return 2 * number + 1;
}

unsigned long kernel_fixup(unsigned long instruction)
{
	for (const struct exception *entry = modules->ex_table_start; entry < modules->ex_table_end; entry++)
		if (entry->instruction == instruction)
			return entry->fixup;
	return 0;
}

int kernel_is_this(const struct module *module)
{
	return module == modules;
}

static const struct module_symbol exported[] = {
	{ (unsigned long)kernel_check, "kernel_check" },
	{ (unsigned long)kernel_note, "kernel_note" },
	{ (unsigned long)kernel_fixup, "kernel_fixup" },
	{ (unsigned long)kernel_is_this, "kernel_is_this" },
	{ (unsigned long)kernel_numbers, "kernel_numbers" },
	{ (unsigned long)kernel_name, "kernel_name" },
};

/* ---- the kernel's checks in sys_init_module, each with its message ---- */

static bool is_bound(const struct module *module, const void *pointer, unsigned long count)
{
	unsigned long at = (unsigned long)pointer, start = (unsigned long)module;

	return at >= start + module->size_of_struct && at + count <= start + module->size;
}

static void check_module(const struct module *module, const char *name, unsigned long size)
{
	unsigned long ex_start = (unsigned long)module->ex_table_start, ex_end = (unsigned long)module->ex_table_end;
	unsigned long start = (unsigned long)module;

	kernel_check("struct module has the kernel's size", module->size_of_struct == sizeof *module);
	kernel_check("the size is the created one", module->size == size);
	kernel_check("name within bounds, and as created", is_bound(module, module->name, strlen(name)) &&
		     !strcmp(module->name, name));
	kernel_check("syms within bounds", !module->nsyms ||
		     is_bound(module, module->syms, module->nsyms * sizeof *module->syms));
	kernel_check("deps within bounds", !module->ndeps ||
		     is_bound(module, module->deps, module->ndeps * sizeof *module->deps));
	kernel_check("init and cleanup within bounds", is_bound(module, (void *)module->init, 1) &&
		     is_bound(module, (void *)module->cleanup, 1));
	kernel_check("exception table within bounds", ex_start <= ex_end && (!ex_start ||
		     (ex_start >= start + module->size_of_struct && ex_end < start + module->size)) &&
		     !((ex_end - ex_start) % sizeof(struct exception)));
	kernel_check("no other flags, no kernel_data, no can_unload", !(module->flags & ~4ul) && !module->kernel_data &&
		     !module->can_unload);
	kernel_check("kallsyms within bounds", !module->kallsyms_end || (is_bound(module, module->kallsyms_start, 0) &&
		     is_bound(module, module->kallsyms_end, 0) && module->kallsyms_start <= module->kallsyms_end));
	kernel_check("archdata within bounds", !module->archdata_end || (is_bound(module, module->archdata_start, 0) &&
		     is_bound(module, module->archdata_end, 0) && module->archdata_start <= module->archdata_end));
	for (unsigned i = 0; i < module->ndeps; i++)
		kernel_check("a dependency is a module", module->deps[i].dep && module->deps[i].dep != module);
}

static const struct module_symbol *export_of(const struct module *module, const char *name)
{
	for (unsigned i = 0; i < module->nsyms; i++)
		if (!strcmp(module->syms[i].name, name))
			return &module->syms[i];
	return NULL;
}

static bool has_kallsyms(const struct module *module, const char *name, unsigned long address)
{
	const struct kallsyms_header *header = (const void *)module->kallsyms_start;

	if (!header || header->size != sizeof *header || header->symbol_size != sizeof(struct kallsyms_symbol) ||
	    header->total_size > module->kallsyms_end - module->kallsyms_start)
		return false;
	for (int i = 0; i < header->symbols; i++) {
		const struct kallsyms_symbol *symbol = (const void *)(module->kallsyms_start + header->symbol_off +
								      i * header->symbol_size);

		if (!strcmp(module->kallsyms_start + header->string_off + symbol->name_off, name))
			return symbol->symbol_addr == address;
	}
	return false;
}

/* ---- insmod ---- */

static _Noreturn void fail(const struct err *err)
{
	printf("Bail out! %s\n", err->text);
	exit(1);
}

static bool find(struct symbol24 *undefined)
{
	const struct module_symbol *symbol;

	for (size_t i = 0; i < sizeof exported / sizeof *exported; i++)
		if (!strcmp(exported[i].name, undefined->elf.name)) {
			undefined->elf.value = exported[i].value;
			return true;
		}
	symbol = modules ? export_of(modules, undefined->elf.name) : NULL;
	if (symbol)
		undefined->elf.value = symbol->value;
	return symbol;
}

static void *parameter(const struct link24 *link, const char *name, size_t size)
{
	const struct symbol24 *symbol = link24_symbol(link, name);
	void *at = symbol ? link24_at(link, symbol->elf.value, size) : NULL;

	if (!at) {
		printf("Bail out! no parameter %s\n", name);
		exit(1);
	}
	return at;
}

static void set_parameters(const struct link24 *link)
{
	static const char text[] = "a new text";
	unsigned long address = (unsigned long)(link->base + link->room_offset);
	int number = 77;
	short list[] = { -3, 9 };

	memcpy(parameter(link, "number", sizeof number), &number, sizeof number);
	memcpy(parameter(link, "list", sizeof list), list, sizeof list);
	memcpy(parameter(link, "text", sizeof address), &address, sizeof address);
	memcpy(link24_at(link, link->room_offset, sizeof text), text, sizeof text);
	memcpy(parameter(link, "name", 6), "chars", 6);
}

/* What create_module does: memory for modules. */
static void *allocate(uintptr_t address, size_t size)
{
	void *at = mmap((void *)address, size, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (at == MAP_FAILED) {
		printf("Bail out! no memory at %#lx\n", (unsigned long)address);
		exit(1);
	}
	return at;
}

static void link_file(struct link24 *link, struct elf *elf, struct image *image, const char *file, struct arena *arena)
{
	struct err err = { 0 };

	if (image_open(image, file, arena, &err) || elf_open(elf, image, &err) || link24_open(link, elf, arena, &err))
		fail(&err);
	for (size_t i = 0; i < link->file.count; i++) {
		struct symbol24 *symbol = &link->symbols[i];

		if (symbol->place != PLACE24_UNDEFINED)
			continue;
		if (!find(symbol) && symbol->elf.binding != STB_WEAK) {
			printf("Bail out! %s: who is %s?\n", file, symbol->elf.name);
			exit(1);
		}
	}
}

static struct module *load(const char *file, const char *name, bool is_first, uintptr_t address)
{
	static struct arena arena;	/* for both, to the end */
	struct link24 link;
	struct elf elf;
	struct image image = { 0 };
	struct err err = { 0 };
	uint64_t dependency = (uintptr_t)modules;
	struct export24 export = { .name = "__insmod_test", .section = 0 };
	struct module *module;
	int result;

	link_file(&link, &elf, &image, file, &arena);
	link.name = name;
	link.room = 32;
	link.exports = &export;
	link.export_count = 1;
	link.dependencies = &dependency;
	link.dependency_count = !is_first;
	link.has_kallsyms = is_first;
	if (link24_layout(&link, &err))
		fail(&err);
	module = allocate(address, link.size);
	if (link24_relocate(&link, address, &err))
		fail(&err);
	if (is_first)
		set_parameters(&link);
	memcpy(module, link.bytes, link.size);
	__builtin___clear_cache((char *)module, (char *)module + link.size);
	module->next = modules;
	modules = module;
	check_module(module, name, link.size);
	result = module->init();
	kernel_check("init returns 0", !result);
	image_close(&image);
	return module;
}

static void run(const char *first_file, const char *second_file, uintptr_t address)
{
	struct module *first, *second;
	const struct module_symbol *symbol;

	first = load(first_file, "first", true, address);
	kernel_check("exports what __ksymtab has and what was added", first->nsyms == 3);
	symbol = export_of(first, "__insmod_test");
	kernel_check("the added symbol is the image's beginning", symbol && symbol->value == (unsigned long)first);
	symbol = export_of(first, "first_twice");
	kernel_check("all symbols are listed for debuggers",
		     symbol && has_kallsyms(first, "first_twice", symbol->value));
	second = load(second_file, "second", false, address + 0x100000);
	kernel_check("depends on the first", second->ndeps == 1 && second->deps[0].dep == first);
	kernel_check("exports its globals", second->nsyms >= 4 && export_of(second, "second_function") &&
		     export_of(second, "second_number") && export_of(second, "second_pointer") &&
		     !export_of(second, "init_module"));
	second->cleanup();
	modules = first;
	first->cleanup();
	modules = NULL;
}

int main(int count, char **words)
{
	if (count != 5)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	run(words[3], words[4], strtoull(words[1], NULL, 16));
	run(words[3], words[4], strtoull(words[2], NULL, 16));
	printf("1..%u\n", checks);
	return failures != 0;
}
