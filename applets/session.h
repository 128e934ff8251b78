/* SPDX-License-Identifier: 0BSD */
/* What the commands share: memory, output, the kernel, the module directory, the configuration. */
#ifndef SESSION_H
#define SESSION_H

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "config/config.h"
#include "index/moddb.h"
#include "kernel/kernel.h"

struct applet;

struct session {
	const struct applet *applet;
	struct arena arena;	/* lives until the program ends */
	struct out out;		/* standard output; main.c checks it once */
	struct kernel kernel;	/* after session_kernel */
	bool has_kernel;
};

/* The running kernel, opened at the first call. */
struct kernel *session_kernel(struct session *session);

/* "ROOT/lib/modules/RELEASE"; `root` NULL: this system, `release` NULL: the running kernel's. Owned by the arena. */
const char *session_module_dir(struct session *session, const char *root, const char *release);

/* LOAD_... of kernel.h for the options of forcing: all, only the versions of symbols, only the vermagic. */
unsigned session_load_flags(bool force, bool modversion, bool vermagic);

/*
 * Where messages go and which are shown, for the options -s, -q (verbosity below 0: none) and -v (1: what is
 * done, 2 and more: why). main.c has chosen the system log already if standard error is closed.
 */
void session_logging(bool to_syslog, int verbosity);

#endif
