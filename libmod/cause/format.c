/* SPDX-License-Identifier: 0BSD */
/* Causes that the file itself shows: not there, not whole, for another machine or another kernel. */
#include "cause/inquiry.h"

#include "base/files.h"
#include "base/str.h"
#include "module/name.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

enum { SHOWN_RELEASES = 8 };

/* Our own ELF header, which the linker has put before the code (it names the symbol so). */
extern const Elf32_Ehdr __ehdr_start;

const char cause_rebuild[] = "build it for this kernel";

void file_look(struct inquiry *inquiry)
{
	const struct attempt *attempt = &inquiry->attempt;
	struct err *err = &inquiry->damage;

	inquiry->image = attempt->image;
	if (attempt->path && !attempt->image && !image_open(&inquiry->own, attempt->path, attempt->arena, err))
		inquiry->image = &inquiry->own;
	if (attempt->err && !attempt->err->is_kernels)
		*err = *attempt->err;
	else if (inquiry->image && !elf_open(&inquiry->elf, inquiry->image, err))
		modinfo_read(&inquiry->modinfo, &inquiry->elf, err);
	inquiry->modinfo.bytes.at =
		arena_copy(attempt->arena, inquiry->modinfo.bytes.at, inquiry->modinfo.bytes.length);
	inquiry->name = info_text(inquiry, "name");
	if (!*inquiry->name)
		inquiry->name = attempt->name ? attempt->name : name_of_path(attempt->arena, attempt->path);
	inquiry->name = arena_format(attempt->arena, "%.100s", inquiry->name);
}

/* Of a file in the module directory: it was removed, or there is no such directory, but that of other kernels. */
static void missing_say(struct inquiry *inquiry, const char *dir)
{
	struct arena *arena = inquiry->attempt.arena;
	struct folder folder;

	inquiry->remedy = "depmod";
	if (moddb_exists(inquiry->attempt.db))
		return;
	inquiry->remedy = "install the modules of that kernel, or mount those of the host";
	folder_list(arena, arena_copy(arena, dir, (size_t)(path_base(dir) - dir)), &folder, NULL);
	for (size_t i = 0; i < folder.count && i < SHOWN_RELEASES; i++)
		buf_format(&inquiry->text, "%s %s", i ? "," : "; there is", folder.entries[i].name);
}

void cause_damage(struct inquiry *inquiry)
{
	const char *dir;

	if (!inquiry->damage.code || !inquiry->attempt.path)
		return;
	buf_string(&inquiry->text, inquiry->damage.text);
	switch (inquiry->damage.code) {
	case ENOENT:
	case ENOTDIR:
		inquiry->cause = "missing";
		dir = moddb_dir(inquiry->attempt.db);
		if (str_starts(inquiry->attempt.path, dir))
			missing_say(inquiry, dir);
		break;
	case EACCES:
	case EPERM:
		inquiry->cause = "permission";
		break;
	default:
		/* what was unpacked and is no ELF file is a matter of format */
		if (inquiry->image && inquiry->image->compression &&
		    !(inquiry->image->compressor && inquiry->damage.code == ENOEXEC))
			inquiry->cause = "compression";
	}
}

void cause_refused(struct inquiry *inquiry)
{
	buf_string(&inquiry->text, "the kernel rejects the file");
	record_quote(inquiry, "Invalid ");
}

/* A 32-bit program cannot tell whether the kernel is a 64-bit one. */
void cause_machine(struct inquiry *inquiry)
{
	struct arena *arena = inquiry->attempt.arena;
	const struct elf *elf = &inquiry->elf;

	if (elf->machine == __ehdr_start.e_machine || !inquiry->attempt.kernel ||
	    (elf->is64 && __ehdr_start.e_ident[EI_CLASS] == ELFCLASS32))
		return;
	buf_format(&inquiry->text, "it is for %s (%d-bit, %s-endian), this kernel is %s",
		   elf_machine_name(elf->machine, arena), elf->is64 ? 64 : 32, elf->big_endian ? "big" : "little",
		   elf_machine_name(__ehdr_start.e_machine, arena));
}

/* ---- vermagic ---- */

bool has_word(const char *words, const char *word)
{
	struct str rest = str_of(words), each;

	while (str_word(&rest, " ", &each))
		if (str_equal(each, word))
			return true;
	return false;
}

/* Says the words of `a` that are not in `b`. */
static void others_say(struct inquiry *inquiry, const char *a, const char *b)
{
	struct str rest = str_of(a), each;

	while (str_word(&rest, " ", &each)) {
		const char *word = arena_copy(inquiry->attempt.arena, each.at, each.length);

		if (!has_word(b, word))
			buf_format(&inquiry->text, " '%s'", word);
	}
}

/* The vermagic of a module that is loaded: what the running kernel takes. Or only the release that it begins with. */
static const char *kernel_vermagic(struct inquiry *inquiry)
{
	const struct attempt *attempt = &inquiry->attempt;
	struct loaded_list list = { 0 };

	if (!attempt->kernel)
		return path_base(moddb_dir(attempt->db));
	kernel_list(attempt->kernel, &list, NULL);
	for (size_t i = 0; i < list.count; i++) {
		struct modinfo modinfo;
		struct elf elf;
		struct str value;

		if (tree_module(inquiry, list.at[i].name, &elf) && !modinfo_read(&modinfo, &elf, &inquiry->ignored) &&
		    modinfo_value(&modinfo, "vermagic", &value))
			return arena_copy(attempt->arena, value.at, value.length);
	}
	return attempt->kernel->release;
}

void cause_vermagic(struct inquiry *inquiry)
{
	const char *has = info_text(inquiry, "vermagic"), *wants;
	const struct elf *elf = &inquiry->elf;
	struct elf_section section;
	size_t said;

	if (record_find(inquiry, ": version magic '%' should be '%'", 0)) {
		has = inquiry->parts[0];
		wants = inquiry->parts[1];
	} else {
		if (!*has || inquiry->attempt.flags & LOAD_IGNORE_VERMAGIC)
			return;
		wants = kernel_vermagic(inquiry);
	}
	buf_format(&inquiry->text, "it is for '%.100s', this kernel is '%.100s'; not the same:", has, wants);
	said = inquiry->text.length;
	if (!strchr(wants, ' '))	/* only the release is known */
		has = arena_copy(inquiry->attempt.arena, has, strcspn(has, " "));
	/* where symbols have versions, the kernel does not look at the release */
	if (elf_find(elf, "__versions", &section) || elf_find(elf, "__version_ext_crcs", &section)) {
		has += strcspn(has, " ");
		wants += strcspn(wants, " ");
	}
	others_say(inquiry, has, wants);
	others_say(inquiry, wants, has);
	inquiry->remedy = cause_rebuild;
	if (said == inquiry->text.length)
		inquiry->text.length = 0;
}
