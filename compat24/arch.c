/* SPDX-License-Identifier: 0BSD */
/* Which architecture a file is for, out of those that this program was built for. */
#include "compat24/arch.h"

#include "rows.h"

#include <errno.h>

#define ROW(name) extern const struct arch24 arch24_##name;
ARCHES24(ROW)
#undef ROW

#define ROW(name) &arch24_##name,
static const struct arch24 *const arches[] = { ARCHES24(ROW) NULL };
#undef ROW

static bool is_for(const struct arch24 *arch, const struct elf *elf)
{
	unsigned kinds = (elf->big_endian ? ARCH24_BIG : ARCH24_LITTLE) | (elf->is64 ? ARCH24_64 : ARCH24_32);

	for (size_t i = 0; i < sizeof arch->machines / sizeof *arch->machines; i++)
		if (elf->machine && elf->machine == arch->machines[i])
			return !(kinds & ~arch->kinds);
	return false;
}

int arch24_refuse(const struct elf *elf, struct err *err)
{
	return err_set(err, ENOEXEC, "'%s' is for another machine: %s, %u bit, %s-endian", elf->image->path,
		       elf_machine_name(elf->machine, elf->image->arena), elf->is64 ? 64 : 32,
		       elf->big_endian ? "big" : "little");
}

const struct arch24 *arch24_find(const struct elf *elf, struct err *err)
{
	for (size_t i = 0; arches[i]; i++)
		if (is_for(arches[i], elf))
			return arches[i];
	arch24_refuse(elf, err);
	return NULL;
}

const struct row24 *arch24_row(const struct arch24 *arch, unsigned number)
{
	for (unsigned i = 0; i < arch->row_count; i++)
		if (arch->rows[i].number == number)
			return &arch->rows[i];
	return NULL;
}
