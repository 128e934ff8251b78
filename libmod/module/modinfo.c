/* SPDX-License-Identifier: 0BSD */
/* .modinfo: the "key=value" strings that a module carries. */
#include "module/modinfo.h"

int modinfo_read(struct modinfo *out, const struct elf *elf, struct err *err)
{
	return elf_read(elf, ".modinfo", &out->bytes, err);
}

bool modinfo_next(struct str *rest, struct str *key, struct str *value)
{
	size_t length = 0;

	if (!elf_string(rest, value))
		return false;
	/* str_cut would take twice as long: one percent of all of depmod */
	while (length < value->length && value->at[length] != '=')
		length++;
	*key = (struct str){ value->at, length };
	length += length < value->length;
	value->at += length;
	value->length -= length;
	return true;
}

bool modinfo_value(const struct modinfo *modinfo, const char *key, struct str *value)
{
	struct str rest = modinfo->bytes, name;

	while (modinfo_next(&rest, &name, value))
		if (str_equal(name, key))
			return true;
	return false;
}
