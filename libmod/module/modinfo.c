/* SPDX-License-Identifier: 0BSD */
/* .modinfo: the "key=value" strings that a module carries. */
#include "module/modinfo.h"

#include <errno.h>
#include <string.h>

int modinfo_read(struct modinfo *out, const struct elf *elf, struct err *err)
{
	struct elf_section section;
	const unsigned char *bytes;

	*out = (struct modinfo){ 0 };
	if (!elf_find(elf, ".modinfo", &section))
		return 0;
	if (section.size > MODINFO_LIMIT)
		return err_set(err, EFBIG, "'%s' has more than %zu bytes of .modinfo", elf->image->path,
			       MODINFO_LIMIT);
	bytes = elf_contents(elf, &section, err);
	if (!bytes)
		return -err->code;
	out->bytes = (struct str){ (const char *)bytes, (size_t)section.size };
	return 0;
}

bool modinfo_next(struct str *rest, struct str *key, struct str *value)
{
	const char *at = rest->at, *end;

	if (!rest->length)
		return false;
	end = at + rest->length;
	while (at < end && !*at)
		at++;
	if (at == end)
		return false;
	rest->at = at + strnlen(at, (size_t)(end - at));
	rest->length = (size_t)(end - rest->at);
	end = memchr(at, '=', (size_t)(rest->at - at));
	if (!end)
		end = rest->at;
	*key = (struct str){ at, (size_t)(end - at) };
	end += end < rest->at;
	*value = (struct str){ end, (size_t)(rest->at - end) };
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
