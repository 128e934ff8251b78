/* SPDX-License-Identifier: 0BSD */
/* .modinfo: the "key=value" strings that a module carries. */
#include "module/modinfo.h"

int modinfo_read(struct modinfo *out, const struct elf *elf, struct err *err)
{
	return elf_read(elf, ".modinfo", &out->bytes, err);
}

bool modinfo_next(struct str *rest, struct str *key, struct str *value)
{
	return elf_string(rest, value) && str_cut(value, "=", key);
}

bool modinfo_value(const struct modinfo *modinfo, const char *key, struct str *value)
{
	struct str rest = modinfo->bytes, name;

	while (modinfo_next(&rest, &name, value))
		if (str_equal(name, key))
			return true;
	return false;
}
