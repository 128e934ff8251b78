/* SPDX-License-Identifier: 0BSD */
/* The list of loaded modules, which two commands print: lsmod and `kmod list`. */
#ifndef LOADED_H
#define LOADED_H

#include "applet.h"

struct loaded_options {
	bool to_syslog;
	int verbose;
};

extern const struct opt loaded_options[];

/* The run function of both applets. */
int loaded_run(struct session *session, const void *options, int count, char **operands);

#endif
