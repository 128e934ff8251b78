/* SPDX-License-Identifier: 0BSD */
/*
 * What the fake kernel of one fixture knows. It lies in files, so that it lives longer than a process and several
 * processes at once see one kernel:
 *
 *	ROOT/.kernel/config    settings: what kind of kernel it is; written by the tests (lib.sh), see below
 *	ROOT/.kernel/state     the modules; its lock is the kernel's mutex
 *	ROOT/.kernel/trace     one line for each call, with its result
 *	ROOT/dev/kmsg          what its log says, if the file is there
 *	ROOT/proc/modules and ROOT/sys/module/NAME show the state as a kernel does
 *
 * Settings, one a line:
 *
 *	release 6.1.0-test           what uname says
 *	vermagic TEXT                what a module's vermagic must be; anything if not set
 *	machine any                  takes modules of any class, byte order and machine (else x86_64)
 *	compression xz               finit_module takes these; also in /sys/module/compression
 *	symbol NAME [CRC]            the kernel exports it
 *	symbols any                  it exports whatever no module has; instead, depends= tells who must be there first
 *	without WHAT                 finit_module, init_module, force_load, force_unload
 *	unprivileged                 every call is EPERM
 *	blacklist NAME               module_blacklist=
 *	strict                       an unknown parameter is ENOENT, as in old kernels; else it is passed over
 *	sig_enforce                  unsigned modules are EKEYREJECTED
 *	trusted NAME                 a signer whose key is known; all are if there is no such line
 *	log TEXT                     what the log says while a module is loaded
 *	fail STEP MODULE NTH ERRNO   STEP: finit_module init_module delete_module, before anything else is looked at;
 *	                             decompress; init (the module's own). MODULE and NTH may be *
 */
#ifndef FAKE_STATE_H
#define FAKE_STATE_H

#include "module.h"

enum module_phase { COMING, LIVE, GOING };

/* A module that is there. */
struct loaded {
	char *name;
	enum module_phase phase;
	long references;	/* beyond those of other modules */
	long exit_delay;	/* milliseconds */
	bool has_exit;
	char *taints;		/* "OE"; "" if none */
	struct names uses;	/* the modules whose symbols it uses */
	struct names params;	/* "name=value" */
	struct symbols exports;
};

struct rule {
	char *step, *module, *nth;
	int number;	/* of the error */
	long hits;	/* how many calls were like this */
};

struct rules {
	struct rule *at;
	size_t count;
};

struct loaded_modules {
	struct loaded **at;	/* oldest first */
	size_t count;
};

struct kernel_state {
	const char *root;
	struct pool pool;
	int lock;
	struct names settings;	/* lines of the config */
	struct rules rules;
	struct loaded_modules modules;
};

/* Locks and reads the state of this fixture. A fixture that cannot be read ends the program. */
void state_open(struct kernel_state *kernel, const char *root);

/* Writes it back and shows it in proc and sys. */
void state_save(struct kernel_state *kernel);

/* Unlocks it and frees all; nothing is written. */
void state_close(struct kernel_state *kernel);

/* Adds a line to the trace. */
void state_trace(const struct kernel_state *kernel, const char *line);

/* Adds a record to the kernel's log, ROOT/dev/kmsg, if there is that file: it is a plain one here. */
void state_log(const struct kernel_state *kernel, const char *text);

/* The words behind the first setting `name`, NULL if there is none. */
const char *setting(const struct kernel_state *kernel, const char *name);

/* Whether there is a setting `name` with exactly this word behind it. */
bool setting_is(const struct kernel_state *kernel, const char *name, const char *word);

/* The module of this name, or NULL. */
struct loaded *state_find(const struct kernel_state *kernel, const char *name);

void state_remove(struct kernel_state *kernel, const struct loaded *module);

/* How many modules use this one. */
long state_users(const struct kernel_state *kernel, const struct loaded *module);

/* render.c: makes ROOT/proc/modules and ROOT/sys/module say what the state is. */
void render(const struct kernel_state *kernel);

#endif
