/* SPDX-License-Identifier: 0BSD */
/* The table of the files that depmod writes. */
#include "depmod/outputs.h"

#include "depmod/outputs_table.h"

const struct output depmod_outputs[] = {
	{ "modules.dep", true, false, write_dep },
	{ "modules.alias", true, false, write_alias },
	{ "modules.alias.bin", false, true, write_alias_index },
	{ "modules.softdep", true, false, write_softdep },
	{ "modules.weakdep", true, false, write_weakdep },
	{ "modules.symbols", true, false, write_symbols },
	{ "modules.symbols.bin", false, false, write_symbols_index },
	{ "modules.builtin.bin", false, true, write_builtin_index },
	{ "modules.builtin.alias.bin", false, true, write_builtin_alias_index },
	{ "modules.devname", true, true, write_devname },
	{ "modules.dep.bin", false, false, write_dep_index },
	{ 0 },
};
