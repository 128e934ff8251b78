/* SPDX-License-Identifier: 0BSD */
/* lsmod: the list of loaded modules, as loaded.c prints it. */
#include "loaded.h"

const struct applet applet_lsmod = {
	.name = "lsmod",
	.options = loaded_options,
	.options_size = sizeof(struct loaded_options),
	.run = loaded_run,
};
