/* SPDX-License-Identifier: 0BSD */
/* Making a private copy of a module load in spite of versions. */
#include "module/force.h"

#include "module/elf.h"
#include "module/modinfo.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

/* Clears SHF_ALLOC in the section header: the kernel looks for versions in allocated sections only. */
static void hide_section(const struct elf *elf, unsigned char *bytes, uint32_t index)
{
	size_t header = elf->is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	size_t width = elf->is64 ? 8 : 4;
	unsigned char *flags = bytes + (elf->headers - elf->image->bytes) + index * header + 8;

	flags[elf->big_endian ? width - 1 : 0] &= (unsigned char)~SHF_ALLOC;
}

static void hide_versions(const struct elf *elf, unsigned char *bytes)
{
	for (uint32_t i = 1; i < elf->section_count; i++) {
		struct elf_section section;

		elf_section(elf, i, &section);
		if (!strcmp(section.name, "__versions") || !strcmp(section.name, "__version_ext_crcs") ||
		    !strcmp(section.name, "__version_ext_names"))
			hide_section(elf, bytes, i);
	}
}

/* Zeros are padding between the strings of .modinfo. */
static int blank_vermagic(const struct elf *elf, unsigned char *bytes, struct err *err)
{
	struct modinfo modinfo;
	struct str rest, key, value;
	int rc = modinfo_read(&modinfo, elf, err);

	if (rc)
		return rc;
	rest = modinfo.bytes;
	while (modinfo_next(&rest, &key, &value))
		if (str_equal(key, "vermagic"))
			memset(bytes + (key.at - (const char *)elf->image->bytes), 0,
			       (size_t)(value.at + value.length - key.at));
	return 0;
}

int force_edit(unsigned char *bytes, size_t size, bool modversions, bool vermagic, struct err *err)
{
	struct image image = { 0 };
	struct elf elf;
	int rc;

	if (!elf_magic(bytes, size))
		return err_set(err, ENOEXEC, "the module is not an ELF file");
	rc = image_open_bytes(&image, bytes, size, "module", NULL, err);
	if (!rc)
		rc = elf_open(&elf, &image, err);
	if (!rc && modversions)
		hide_versions(&elf, bytes);
	if (!rc && vermagic)
		rc = blank_vermagic(&elf, bytes, err);
	image_close(&image);
	return rc;
}
