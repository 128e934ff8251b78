/* SPDX-License-Identifier: 0BSD */
/* Making a private copy of a module load in spite of versions. */
#include "module/force.h"

#include "module/elf.h"
#include "module/modinfo.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

/* Clears SHF_ALLOC of what is called __version...: the kernel looks for versions in allocated sections only. */
static void hide_versions(const struct elf *elf, unsigned char *bytes)
{
	struct elf_section section;

	for (uint32_t i = 1; i < elf->section_count; i++) {
		unsigned char *flags = bytes + (elf->headers - elf->image->bytes) + i * elf_header_size(elf) + 8;

		elf_section(elf, i, &section);
		if (str_starts(section.name, "__version"))
			flags[!elf->big_endian ? 0 : elf->is64 ? 7 : 3] &= (unsigned char)~SHF_ALLOC;
	}
}

/* Zeros are padding between the strings of .modinfo. */
static int blank_vermagic(const struct elf *elf, unsigned char *bytes, struct err *err)
{
	struct modinfo modinfo;
	struct str key, value;
	int rc = modinfo_read(&modinfo, elf, err);

	while (modinfo_next(&modinfo.bytes, &key, &value))
		if (str_equal(key, "vermagic"))
			memset(bytes + (key.at - (const char *)elf->image->bytes), 0,
			       (size_t)(value.at + value.length - key.at));
	return rc;
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
