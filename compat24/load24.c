/* SPDX-License-Identifier: 0BSD */
/*
 * Loads a module into Linux 2.4, in this order: is it for this kernel, are all its symbols there, are the parameters
 * right; only then the kernel is asked for memory, and what is linked for it is given to the kernel.
 */
#include "compat24/kernel24.h"

#include "base/files.h"
#include "base/log.h"
#include "base/words.h"
#include "compat24/arch.h"
#include "compat24/link24.h"
#include "compat24/params24.h"
#include "kernel/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* One attempt; zeroed. What is asked for most stands first: small offsets are smaller code. */
struct loading {
	struct kernel *kernel;
	struct arena *arena;
	struct load24 how;
	const char *path, *name;
	const char *cause;		/* the code of what would fail next: cause/cause.h */
	const char *version;		/* kernel_version=; NULL if it has none */
	unsigned taints;		/* TAINT_... that loading it brings */
	struct wants24 wants;
	struct words words;		/* all NAME=VALUE, the saved ones first */
	struct link24 link;
	struct ksyms24 ksyms;
	struct elf elf;
	struct stat status;		/* the file's */
};

/* Bits of /proc/sys/kernel/tainted */
enum { TAINT_LICENSE = 1, TAINT_FORCED = 2 };

enum { TAINTED_LIMIT = 64, PERSIST_LIMIT = 1 << 20 };

/* This program's own ELF header: a module must be for the machine that it runs on. The linker defines the name. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

/* ---- is it for this kernel ---- */

static void warn(struct loading *loading, unsigned bit, const char *what, const char *more)
{
	loading->taints |= bit;
	log_plain("Warning: loading %s will taint the kernel: %s%s", loading->path, what, more);
}

static void license_check(struct loading *loading)
{
	static const char compatible[] = "GPL\0GPL v2\0GPL and additional rights\0"
					 "Dual BSD/GPL\0Dual MIT/GPL\0Dual MPL/GPL\0";
	const char *license = info24(&loading->link, "license");

	for (const char *one = compatible; license && *one; one += strlen(one) + 1)
		if (!strcmp(license, one))
			loading->wants.is_gpl = true;
	if (!loading->wants.is_gpl)
		warn(loading, TAINT_LICENSE, license ? "non-GPL license - " : "no license", license ? license : "");
}

/* Where both sides have checksums, those decide, and not the releases. */
static int version_check(struct loading *loading, struct err *err)
{
	const char *release = loading->kernel->release;

	if (loading->version && (!strcmp(loading->version, release) ||
				 (loading->wants.is_versioned && loading->ksyms.is_versioned)))
		return 0;
	if (loading->how.force) {
		warn(loading, TAINT_FORCED, "forced load", "");
		return 0;
	}
	if (!loading->version)
		return err_set(err, EINVAL, "couldn't find the kernel version the module was compiled for");
	return err_set(err, EINVAL, "kernel-module version mismatch: %s, this kernel is %s",
		       loading->version, release);
}

static int machine_check(const struct elf *elf, struct err *err)
{
	if (elf->machine == __ehdr_start.e_machine && elf->is64 == (sizeof(long) == 8) &&
	    elf->big_endian == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__))
		return 0;
	return arch24_refuse(elf, err);
}

/* ---- symbols ---- */

static void dependency_add(struct loading *loading, const struct loaded_module *module)
{
	uint64_t *at = (uint64_t *)loading->link.dependencies, *end = at + loading->link.dependency_count;

	while (at < end && *at != module->address)
		at++;
	if (at == end && *module->name) {
		*at = module->address;
		loading->link.dependency_count++;
	}
}

static bool symbol_resolve(struct loading *loading, struct symbol24 *symbol)
{
	const struct ksym24 *other, *found = ksyms24_find(&loading->ksyms, symbol->elf.name, &loading->wants, &other);

	if (found) {
		symbol->elf.value = found->value;
		dependency_add(loading, found->module);
	} else if (symbol->elf.binding != STB_WEAK) {
		if (!loading->how.quiet)
			log_plain("%s: unresolved symbol %s%s%s", loading->path, symbol->elf.name,
				  other ? "; there is " : "", other ? other->name : "");
		return false;
	}
	return true;
}

/* All that are missing are told, not only the first. */
static int symbols_resolve(struct loading *loading, struct err *err)
{
	struct link24 *link = &loading->link;
	size_t missing = 0;

	link->dependencies = arena_alloc(loading->arena, loading->ksyms.modules.count * sizeof *link->dependencies);
	for (struct symbol24 *symbol = link->symbols; symbol < link->symbols_end; symbol++)
		if (symbol->place == PLACE24_UNDEFINED)
			missing += !symbol_resolve(loading, symbol);
	return missing ? err_set(err, ENOENT, "unresolved symbols: %zu", missing) : 0;
}

/* "2.4.37" as 0x20425, as ksymoops wants it: times 10 for the lowest byte alone */
static int version_code(const char *version)
{
	int code = 0;

	if (!version)
		return -1;
	for (; *version >= '.' && *version <= '9'; version++)
		code = *version < '0' ? (code & 0xffff) << 8 : (code & 0xffff00) + (code & 0xff) * 10 + *version - '0';
	return code;
}

/* Names by which ksymoops finds file and sections of the module: __insmod_NAME_S.data_L1234. */
static void ksymoops_add(struct loading *loading)
{
	static const char sections[] = ".text\0.rodata\0.data\0.bss\0.sbss\0";
	enum { COUNT = 7 };
	struct arena *arena = loading->arena;
	struct link24 *link = &loading->link;
	struct export24 *export = arena_alloc(arena, COUNT * sizeof *export);
	time_t changed;

	fstat(loading->elf.image->fd, &loading->status);
	changed = loading->status.st_mtime;
	link->exports = export;
	export++->name = arena_format(arena, "__insmod_%s_O%s_M%0*lX_V%d", loading->name,
				      path_absolute(arena, loading->path), (int)(2 * sizeof changed),
				      (unsigned long)changed, version_code(loading->version));
	if (loading->how.persist)
		export++->name = arena_format(arena, "__insmod_%s_P%s", loading->name, loading->how.persist);
	for (const char *name = sections; *name; name += strlen(name) + 1) {
		const struct section24 *section = link24_section(link, name);

		if (!section || !section->elf.size)
			continue;
		export->section = section->elf.index;
		export++->name = arena_format(arena, "__insmod_%s_S%s_L%lu", loading->name, name,
					      (unsigned long)section->elf.size);
	}
	link->export_count = (size_t)(export - link->exports);
}

/* ---- parameters ---- */

/* All words are checked, or written. */
static int params_take(struct loading *loading, struct err *err)
{
	int rc = 0;

	loading->link.room = 0;
	for (size_t i = 0; !rc && i < loading->words.count; i++)
		rc = params24_take(&loading->link, loading->words.at[i], err);
	return rc;
}

/* Those of the command line win: they come later. A saved one that the module has no more is left out. */
static int params_check(struct loading *loading, struct err *err)
{
	const struct load24 *how = &loading->how;
	struct str text = { 0 }, line;

	if (how->persist)
		file_read(loading->arena, how->persist, PERSIST_LIMIT, &text, NULL);
	while (str_word(&text, "\n", &line)) {
		char *word = arena_copy(loading->arena, line.at, line.length);

		if (params24_is_persistent(&loading->link, word))
			word_add(&loading->words, word, loading->arena);
	}
	for (size_t i = 0; i < how->param_count; i++)
		word_add(&loading->words, how->params[i], loading->arena);
	return params_take(loading, err);
}

/* ---- the map ---- */

static char letter_of(const struct link24 *link, const struct symbol24 *symbol)
{
	const struct elf_section *section = &link->sections[symbol->elf.section].elf;
	char letter = section->type == SHT_NOBITS ? 'B' : section->flags & SHF_EXECINSTR ? 'T' :
		      section->flags & SHF_WRITE ? 'D' : 'R';

	return symbol->elf.binding == STB_LOCAL ? letter | 0x20 : letter;
}

/* As the linker's map: where sections and symbols came to lie. */
static void map_print(struct out *out, const struct link24 *link)
{
	enum { DIGITS = 2 * sizeof(long) };

	out_string(out, "Sections:       Size      Address  Align\n");
	for (const struct section24 *section = link->sections; section < link->sections_end; section++)
		if (section->is_loaded)
			out_format(out, "%-15s %08lx  %0*lx  2**%u\n", section->elf.name,
				   (unsigned long)section->elf.size, DIGITS,
				   (unsigned long)(link->base + section->offset),
				   (unsigned)__builtin_ctzl((unsigned long)section->elf.alignment));
	out_string(out, "\nSymbols:\n");
	for (const struct symbol24 *symbol = link->symbols; symbol < link->symbols_end; symbol++)
		if (symbol->place == PLACE24_SECTION && *symbol->elf.name)
			out_format(out, "%0*lx %c %s\n", DIGITS, (unsigned long)(link->base + symbol->elf.value),
				   letter_of(link, symbol), symbol->elf.name);
}

/* ---- the kernel ---- */

/* Sets bits of it; one that is not there is an older kernel's. */
static void taint(struct kernel *kernel, unsigned bits)
{
	char *path = path_join(kernel->arena, kernel->root, "/proc/sys/kernel/tainted");
	struct str text;
	unsigned long old = 0;
	int fd;

	if (file_read(kernel->arena, path, TAINTED_LIMIT, &text, NULL))
		return;
	for (; *text.at >= '0' && *text.at <= '9'; text.at++)
		old = old * 10 + (unsigned long)(*text.at - '0');
	fd = open(path, O_WRONLY);
	path = arena_format(kernel->arena, "%lu\n", old | bits);
	file_write(fd, path, strlen(path));
	close(fd);
}

static int refused(const char *call, int rc, struct err *err)
{
	kernel_answer(err, rc);
	return err_wrap(err, "%s", call);
}

/* Relocates for the address that the kernel gave, and hands it over. */
static int image_start(struct loading *loading, unsigned long address, struct err *err)
{
	struct link24 *link = &loading->link;
	int rc = link24_relocate(link, address, err);

	if (rc)
		return rc;
	loading->cause = "parameter";
	rc = params_take(loading, err);
	if (rc)
		return rc;
	loading->cause = "init";
	if (loading->taints)
		taint(loading->kernel, loading->taints);
	rc = sys_init_module_24(loading->name, link->bytes);
	if (rc)
		return refused("init_module", rc, err);
	if (loading->how.map)
		map_print(loading->how.map, link);
	return 0;
}

/* Whatever fails once the kernel knows the module, it does not stay there "(uninitialized)". */
static int create(struct loading *loading, struct err *err)
{
	unsigned long address, size = (unsigned long)loading->link.size;
	int rc = sys_create_module(loading->name, size, &address);

	if (!rc) {
		rc = image_start(loading, address, err);
		if (rc)
			sys_delete_module(loading->name, 0);
		return rc;
	}
	if (rc == -EEXIST)
		return 0;	/* somebody loaded it meanwhile */
	loading->cause = rc == -EPERM ? "permission" : rc == -ENOMEM ? "memory" : NULL;
	if (rc == -ENOMEM)
		return err_set(err, ENOMEM, "can't allocate kernel memory for module; needed %lu bytes", size);
	return refused("create_module", rc, err);
}

/* What can be said of the file and of the kernel before the kernel is touched. */
static int prepare(struct loading *loading, struct err *err)
{
	const struct load24 *how = &loading->how;
	struct link24 *link = &loading->link;
	const char *checksums;
	int rc;

	loading->cause = "format";
	rc = link24_open(link, &loading->elf, loading->arena, err);
	if (!rc)
		rc = ksyms24_read(&loading->ksyms, loading->arena, true, err);
	if (rc)
		return rc;
	checksums = info24(link, "using_checksums");
	if (checksums && *checksums != '0')
		loading->wants.is_versioned = true;
	loading->version = info24(link, "kernel_version");
	loading->cause = "busy";
	if (loaded_find(&loading->ksyms.modules, loading->name) && !how->probe)
		return err_set(err, EEXIST, "a module named %s already exists", loading->name);
	license_check(loading);
	loading->cause = "vermagic";
	rc = version_check(loading, err);
	if (rc)
		return rc;
	loading->cause = "symbol";
	rc = symbols_resolve(loading, err);
	if (rc)
		return rc;
	loading->cause = "parameter";
	rc = params_check(loading, err);
	if (rc || how->probe)
		return rc;
	loading->cause = "format";
	link->name = loading->name;
	link->flags = how->autoclean ? MODULE24_AUTOCLEAN : 0;
	link->hides_globals = how->no_export;
	link->has_kallsyms = how->kallsyms;
	if (map_get(&loading->ksyms.names, str_of("__start___kallsyms")))
		link->has_kallsyms = true;
	if (!how->no_ksymoops)
		ksymoops_add(loading);
	rc = link24_layout(link, err);
	return rc || how->no_load ? rc : create(loading, err);
}

int kernel24_load(struct kernel *kernel, struct image *image, const struct load24 *load, struct err *err)
{
	struct loading *loading = arena_alloc(kernel->arena, sizeof *loading);
	int rc;

	loading->kernel = kernel;
	loading->arena = kernel->arena;
	loading->how = *load;
	loading->path = image->path;
	loading->name = load->name ? load->name : name24_of_path(kernel->arena, image->path);
	flock(image->fd, LOCK_EX);	/* of two that load the same file at once, one waits and finds it loaded */
	loading->cause = "format";
	rc = elf_open(&loading->elf, image, err);
	if (!rc) {
		loading->cause = "machine";
		rc = machine_check(&loading->elf, err);
	}
	if (!rc)
		rc = prepare(loading, err);
	if (!rc)
		return 0;
	err_cause(err, loading->cause, rc);
	/* the linker's messages begin with the file's name themselves */
	return *err->text != '\'' ? err_wrap(err, "%s", image->path) : rc;
}
