/* SPDX-License-Identifier: 0BSD */
/* The table of the files that depmod writes. */
#include "depmod/outputs.h"

#include "depmod/outputs_table.h"

const struct output depmod_outputs[] = {
	{ "modules.dep", INPUT_NEEDS | INPUT_EXPORTS, true, false, write_dep },
	{ "modules.alias", INPUT_INFOS, true, false, write_alias },
	{ "modules.alias.bin", INPUT_INFOS, false, true, write_alias_index },
	{ "modules.softdep", INPUT_INFOS, true, false, write_softdep },
	{ "modules.weakdep", INPUT_INFOS, true, false, write_weakdep },
	{ "modules.symbols", INPUT_EXPORTS, true, false, write_symbols },
	{ "modules.symbols.bin", INPUT_EXPORTS, false, false, write_symbols_index },
	{ "modules.builtin.bin", INPUT_BUILTIN, false, true, write_builtin_index },
	{ "modules.builtin.alias.bin", INPUT_BUILTIN, false, true, write_builtin_alias_index },
	{ "modules.devname", INPUT_INFOS, true, true, write_devname },
	{ "modules.dep.bin", INPUT_NEEDS | INPUT_EXPORTS, false, false, write_dep_index },
	{ 0 },
};

size_t outputs_count(const struct output *outputs)
{
	size_t count = 0;

	while (outputs[count].name)
		count++;
	return count;
}
