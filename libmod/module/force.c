/* SPDX-License-Identifier: 0BSD */
/* Making a module in memory load in spite of versions. */
#include "module/force.h"

#include "module/elf.h"
#include "module/modinfo.h"
#include "module/signature.h"

#include <elf.h>
#include <string.h>

/* Clears SHF_ALLOC of what is called __version...: the kernel looks for versions in allocated sections only. */
static void hide_versions(const struct elf *elf)
{
	/* the headers lie in the bytes that are edited */
	unsigned char *flags = (unsigned char *)elf->headers + 8 + (!elf->big_endian ? 0 : elf->is64 ? 7 : 3);
	struct elf_section section;

	for (uint32_t i = 0; i < elf->section_count; i++, flags += elf_header_size(elf)) {
		elf_section(elf, i, &section);
		if (str_starts(section.name, "__version"))
			*flags &= (unsigned char)~SHF_ALLOC;
	}
}

/* Zeros are padding between the strings of .modinfo. */
static int blank_vermagic(const struct elf *elf, struct err *err)
{
	struct modinfo modinfo;
	struct str key, value;
	int rc = modinfo_read(&modinfo, elf, err);

	while (modinfo_next(&modinfo.bytes, &key, &value))
		if (str_equal(key, "vermagic"))
			memset((char *)key.at, 0, (size_t)(value.at + value.length - key.at));
	return rc;
}

int force_edit(struct image *image, bool modversions, bool vermagic, struct err *err)
{
	struct elf elf;
	int rc = image_whole(image, err);

	if (!rc)
		rc = elf_open(&elf, image, err);
	if (!rc && modversions)
		hide_versions(&elf);
	if (!rc && vermagic)
		rc = blank_vermagic(&elf, err);
	if (!rc)
		signature_spoil((unsigned char *)image->bytes, (size_t)image->size);
	return rc;
}
